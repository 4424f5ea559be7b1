// Loops that exist nowhere yet: asked for by role, they head the list when they are made.

import { openDialog } from "./dialogs.js";
import { find, icon, make } from "./dom.js";
import { send } from "./link.js";
import { ROLES, mark } from "./roles.js";
import { take } from "./state.js";

function ask(role) {
    if (send("/barwise/generate", role)) take({ did: { text: `Imagining: ${role}` } });
    find("#imagine").close();
}

function choice(role) {
    return make(
        "button",
        { type: "button", value: role, click: () => ask(role) },
        mark(role),
        role,
    );
}

function open() {
    openDialog(
        "imagine",
        "Imagine a loop",
        make("p", {}, "Made for what plays now; it will head the list."),
        make("div", { class: "choices" }, ...ROLES.map(choice)),
    );
}

find("#imagine-open").append(icon("imagine"), "Imagine");
find("#imagine-open").onclick = open;
