// The bar at the bottom, in the reach of a thumb: what is done to the suggestion under the cursor.

import { find, icon, make } from "./dom.js";

const BUTTONS = {
    previous: "Previous",
    next: "Next",
    accept: "Accept",
    preview: "Preview",
    reject: "Not now",
    ban: "Never",
    favourite: "Favourite",
    undo: "Undo",
};

function button([press, word]) {
    return make(
        "button",
        { type: "button", "data-press": press, "aria-label": word },
        icon(press),
        make("span", {}, word),
    );
}

find("#hands").append(...Object.entries(BUTTONS).map(button));
