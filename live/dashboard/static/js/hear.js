// Hearing a loop before it is launched: on the cue bus, or here, and here only by the performer's
// choice: this device may well be on the PA.

import { find } from "./dom.js";
import { send } from "./link.js";
import { follow, known, suggestions, take } from "./state.js";
import { shortName } from "./words.js";

const REMEMBERED = "barwise.hear";
const CHOOSE = "Choose where to hear it: under Library, “Hear on”";

const sound = find("#sound");
const choices = [...document.querySelectorAll("[name=hear]")];
let awaited = null;

const hasCue = () => known("me")?.cue_bus ?? false;

/** `cue`, `here`, or null before there is a choice. */
function where() {
    const chosen = localStorage.getItem(REMEMBERED);
    if (chosen === "here") return chosen;
    return hasCue() ? "cue" : null;
}

/** Hear the suggestion at `index`, or the one under the cursor, or hear it no longer. */
export function hearSuggestion(...index) {
    const loop = suggestions()[index[0] ?? known("cursor", 0)];
    if (where() === "cue") send("/barwise/preview", ...index);
    else if (where() === "here" && loop) hearHere(loop);
    else take({ did: { text: CHOOSE } });
}

/** Hear a loop of the library: on the cue bus it has to head the list first. */
export function hearLoop(loop) {
    if (where() === "here") hearHere(loop);
    else if (where() === null) take({ did: { text: CHOOSE } });
    else if (known("cue") === loop.id) send("/barwise/preview", place(loop.id));
    else await_(loop.id);
}

const place = (id) => Math.max(suggestions().findIndex((each) => each.id === id), 0);

function await_(id) {
    awaited = id;
    send("/barwise/pick", id);
}

/** The list came; if what is to be heard heads it, its preview begins. */
function listed() {
    if (awaited === null || suggestions()[0]?.id !== awaited) return;
    awaited = null;
    send("/barwise/preview", 0);
}

function hearHere(loop) {
    const address = `/loop/${loop.id}/audio`;
    if (known("sounding") === loop.id) return hush();
    sound.src = address;
    sound.play().catch(() => take({ did: { text: `${shortName(loop.name)}: cannot be played here` } }));
    return take({ sounding: loop.id });
}

function hush() {
    sound.pause();
    take({ sounding: null });
}

function show() {
    choices.forEach((choice) => {
        choice.checked = choice.value === where();
        choice.disabled = choice.value === "cue" && !hasCue();
    });
    document.documentElement.dataset.hear = where() ?? "nowhere";
}

function choose(event) {
    localStorage.setItem(REMEMBERED, event.target.value);
    hush();
    show();
}

choices.forEach((choice) => choice.addEventListener("change", choose));
show();
follow("me", show);
follow("list", listed);
