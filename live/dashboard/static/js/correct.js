// The performer's word on what a loop is: one role, several, or as heard.

import { openDialog } from "./dialogs.js";
import { make } from "./dom.js";
import { send } from "./link.js";
import { ROLES, mark } from "./roles.js";
import { take } from "./state.js";
import { shortName } from "./words.js";

/** Ask what `loop` is, beginning with what it is taken for. */
export function correct(loop) {
    const choices = ROLES.map((role) => choice(role, role === loop.role));
    const keep = make(
        "button",
        { type: "button", class: "main", click: () => say(loop, chosen(choices)) },
        "Keep",
    );
    const heard = make("button", { type: "button", click: () => say(loop, "auto") }, "As heard");
    openDialog(
        "correct",
        shortName(loop.name),
        make("p", {}, "What is it? Several are possible."),
        make("div", { class: "choices" }, ...choices),
        make("footer", {}, heard, keep),
    );
}

function choice(role, on) {
    return make(
        "button",
        { type: "button", value: role, "aria-pressed": on, click: toggle },
        mark(role),
        role,
    );
}

function toggle({ currentTarget: button }) {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
}

const chosen = (choices) =>
    choices
        .filter((each) => each.getAttribute("aria-pressed") === "true")
        .map((each) => each.value)
        .join("+");

function say(loop, role) {
    if (!role) return;
    const text = `${shortName(loop.name)} is ${role === "auto" ? "what is heard" : role}, from the next bar on`;
    if (send("/barwise/correct", loop.id, role)) take({ did: { text } });
    document.querySelector("#correct").close();
}
