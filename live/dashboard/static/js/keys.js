// The keyboard: the keys of the terminal, and three that only a page has use for.

import { isOpen } from "./dialogs.js";
import { GESTURES, turn } from "./gestures.js";
import { showKeys } from "./help.js";
import { send } from "./link.js";
import { show } from "./views.js";

const STEP = 0.1;
const SLOTS = "0123456789abcdef";

const KEYS = {
    ArrowUp: GESTURES.previous,
    k: GESTURES.previous,
    ArrowDown: GESTURES.next,
    j: GESTURES.next,
    Enter: GESTURES.accept,
    " ": GESTURES.preview,
    x: GESTURES.reject,
    b: GESTURES.ban,
    f: GESTURES.favourite,
    u: GESTURES.undo,
    l: GESTURES.lock,
    r: GESTURES.role,
    t: GESTURES.tap,
    "+": () => turn("energy", STEP),
    "=": () => turn("energy", STEP), // plus without shift
    "-": () => turn("energy", -STEP),
    "]": () => turn("surprise", STEP),
    "[": () => turn("surprise", -STEP),
    s: () => {
        stopping = true;
    },
    "?": showKeys,
    "/": search,
    m: () => show(document.documentElement.dataset.view === "library" ? "list" : "library"),
};

let stopping = false;

function search() {
    show("library");
    document.querySelector("#search").focus();
}

/** What is typed into a field, or chosen with the keys of a button or knob, is theirs. */
function belongsToField({ key, target }) {
    if (target.matches("[type=search], [type=number]")) return true;
    if (target.matches("input")) return key.startsWith("Arrow") || key === " ";
    return target.matches("button") && (key === "Enter" || key === " ");
}

function pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isOpen() || belongsToField(event)) return;
    const act = meaning(event.key);
    if (!act) return;
    event.preventDefault();
    act();
}

/** `s` waits for the key of a slot, as on the terminal. */
function meaning(key) {
    if (stopping && key.length === 1) {
        stopping = false;
        return SLOTS.includes(key) ? () => send("/barwise/stop", SLOTS.indexOf(key)) : null;
    }
    if (/^[1-9]$/.test(key)) return () => send("/barwise/select", Number(key) - 1);
    return KEYS[key];
}

/** A button pressed by hand gives the keyboard back: Enter then means accept, not that button. */
function released(event) {
    if (event.detail && !isOpen()) event.target.closest("button")?.blur();
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", released);
