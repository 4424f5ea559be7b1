// Where not all has room at once: one view at a time. A wide screen shows them all.

import { find, make } from "./dom.js";

const VIEWS = { list: "List", slots: "Slots", library: "Library", settings: "Settings" };
const root = document.documentElement;

/** Bring `view` to the screen. */
export function show(view) {
    root.dataset.view = view;
    document.querySelectorAll("#views button").forEach((button) => {
        if (button.dataset.to === view) button.setAttribute("aria-current", "page");
        else button.removeAttribute("aria-current");
    });
}

function tab([view, word]) {
    return make("button", { type: "button", "data-to": view, click: () => show(view) }, word);
}

find("#views").append(...Object.entries(VIEWS).map(tab));
show("list");
