// Warnings to be read again, and what each part of Barwise said last.

import { openDialog } from "./dialogs.js";
import { find, make, write } from "./dom.js";
import { follow, known } from "./state.js";

let unread = 0;

/** There is one more that nobody has read. */
export function countOne() {
    unread += 1;
    show();
}

function show() {
    const badge = find("#messages-count");
    badge.hidden = unread === 0;
    write(badge, unread);
    const news = unread ? `, ${unread} new` : "";
    find("#messages-open").setAttribute(
        "aria-label",
        `Messages: ${known("link", "opening")}${news}`,
    );
}

const list = (items, none) => (items.length ? make("ul", {}, ...items) : make("p", {}, none));

function openMessages() {
    unread = 0;
    show();
    const problems = known("problems", [])
        .toReversed()
        .map(({ text }) => make("li", { class: "problem" }, text));
    const parts = Object.entries(known("status", {})).map(([what, text]) =>
        make("li", {}, make("b", {}, what), ` ${text}`),
    );
    openDialog(
        "messages",
        "Messages",
        make("h3", {}, "Warnings"),
        list(problems, "None so far."),
        make("h3", {}, "Parts"),
        list(parts, "Nothing said yet."),
    );
}

find("#messages-open").onclick = openMessages;
follow("link", show);
