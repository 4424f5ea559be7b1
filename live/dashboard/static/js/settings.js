// What the performer wishes: role, surprise, energy, a frozen list.

import { find, icon, make, write } from "./dom.js";
import { GESTURES } from "./gestures.js";
import { send } from "./link.js";
import { WANTS, mark } from "./roles.js";
import { follow, known } from "./state.js";
import { percent } from "./words.js";

/** Milliseconds between two words about a knob in motion, and until what is heard of it holds. */
const EVERY = 80;
const SETTLED = 400;

const KNOBS = ["surprise", "energy"];
const moved = {};

const wants = WANTS.map(wish);

function wish(role) {
    const sign = role === "auto" || role === "any" ? make("b", {}, role) : mark(role);
    const input = make("input", {
        type: "radio",
        name: "want",
        value: role,
        "aria-label": role,
        change: () => send("/barwise/role", role),
    });
    return make("label", { title: role }, input, sign);
}

/** A knob in motion says where it is at most every `EVERY` milliseconds, and where it stopped. */
function turned(knob) {
    const waits = moved[knob]?.timer;
    moved[knob] = {
        at: performance.now(),
        timer: waits || setTimeout(() => sendKnob(knob), EVERY),
    };
    setTimeout(show, SETTLED + 1);
    showKnob(knob, Number(find(`#${knob}`).value));
}

function sendKnob(knob) {
    moved[knob].timer = 0;
    send(`/barwise/${knob}`, Number(find(`#${knob}`).value));
}

const isInHand = (knob) => moved[knob] && performance.now() - moved[knob].at < SETTLED;

function showKnob(knob, amount) {
    write(find(`#${knob}-said`), percent(amount));
    find(`#${knob}`).style.setProperty("--share", amount);
}

function show() {
    const settings = known("settings");
    wants.forEach((label) => {
        label.firstChild.checked = label.firstChild.value === settings.role;
    });
    KNOBS.filter((knob) => !isInHand(knob)).forEach((knob) => {
        find(`#${knob}`).value = settings[knob];
        showKnob(knob, settings[knob]);
    });
    find("#lock").setAttribute("aria-pressed", settings.locked);
}

find("#want").append(...wants);
find("#lock").append(icon("lock"), "Lock");
find("#lock").onclick = GESTURES.lock;
KNOBS.forEach((knob) => find(`#${knob}`).addEventListener("input", () => turned(knob)));
follow("settings", show);
