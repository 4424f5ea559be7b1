// What opens over the page and is closed by Escape, its button, or a tap beside it.

import { find, make } from "./dom.js";

/** Fill the dialog `id` and show it; the focus comes back by itself when it is closed. */
export function openDialog(id, title, ...content) {
    const dialog = find(`#${id}`);
    const close = make(
        "button",
        { type: "button", class: "close", click: () => dialog.close() },
        "Close",
    );
    const head = make("header", {}, make("h2", { id: `${id}-title` }, title), close);
    dialog.replaceChildren(head, ...content);
    if (!dialog.open) dialog.showModal();
    return dialog;
}

export const isOpen = () => find("dialog[open]") !== null;

function beside(event) {
    if (event.target.matches("dialog")) event.target.close();
}

document.addEventListener("click", beside);
