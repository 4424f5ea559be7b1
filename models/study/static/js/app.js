// From the consent to the thanks; whoever comes back goes on where they were.

import * as api from "./api.js";
import { make, say, show } from "./dom.js";
import { listen } from "./keys.js";
import { Rating } from "./rating.js";
import { Sheet } from "./sheet.js";
import { welcome } from "./welcome.js";

let rating = null;

async function start() {
  const study = await api.about();
  const groups = await api.sheets();
  if (groups === null) return welcome(study, start);
  return goOn(groups.map((group) => new Sheet(group, study.scales)));
}

function goOn(sheets) {
  const number = sheets.findIndex((sheet) => !sheet.isDone);
  if (number < 0) return thank();
  const place = { number: number + 1, of: sheets.length };
  rating = new Rating(sheets[number], place, () => goOn(sheets), askToWithdraw);
  return window.scrollTo(0, 0);
}

function thank() {
  rating = null;
  show(
    make("h1", {}, "Thank you!"),
    make("p", {}, "All your answers are kept. You can close this page now."),
    make("p", { class: "soft" }, "If you would rather not have taken part after all:"),
    make("button", { type: "button", class: "quiet", onclick: askToWithdraw }, "Withdraw"),
  );
  document.querySelector("#view").focus();
}

function askToWithdraw() {
  rating = null;
  say();
  show(
    make("h1", {}, "Withdraw?"),
    make("p", {}, "All that was kept of you is deleted now, and cannot be brought back."),
    make(
      "div",
      { class: "foot" },
      make("button", { type: "button", class: "main", onclick: start }, "Go on rating"),
      make("button", { type: "button", onclick: withdraw }, "Delete my answers"),
    ),
  );
  document.querySelector("#view").focus();
}

async function withdraw() {
  await api.withdraw();
  show(
    make("h1", {}, "Your answers are deleted"),
    make("p", {}, "Nothing of you is kept. Thank you for your time."),
  );
}

listen(() => rating);
start().catch(() => say("The server cannot be reached. Load this page again in a moment."));
