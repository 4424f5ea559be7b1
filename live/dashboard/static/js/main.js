// The page: each part follows what it shows, the link feeds them all.

import "./awake.js";
import "./cards.js";
import "./hands.js";
import "./heard.js";
import "./imagine.js";
import "./keys.js";
import "./library.js";
import "./notices.js";
import "./ring.js";
import "./settings.js";
import "./slots.js";
import "./tempo.js";
import "./top.js";
import "./views.js";
import { connect } from "./link.js";

connect();
