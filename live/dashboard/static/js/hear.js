// Hearing a loop before it is launched: on the cue bus, or here, and here only by the performer's
// choice: this device may well be on the PA.

import { find, icon } from "./dom.js";
import { send } from "./link.js";
import { follow, isOfLibrary, known, suggestions, take } from "./state.js";
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
    else if (loop) hearElsewhere(loop);
}

/** Hear a loop of the library: for the cue bus it has to be on the list first. */
export function hearLoop(loop) {
    const index = suggestions().findIndex((each) => each.id === loop.id);
    if (where() !== "cue") hearElsewhere(loop);
    else if (index >= 0) send("/barwise/preview", index);
    else pickFirst(loop.id);
}

function hearElsewhere(loop) {
    if (where() === "here") hearHere(loop);
    else take({ did: { text: CHOOSE } });
}

/** Whether it can be heard now, here or on the cue bus. */
export const isHeard = (id) => known("sounding") === id || known("cue") === id;

function pickFirst(id) {
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
    if (known("sounding") === loop.id) return hush();
    if (!isOfLibrary(loop.id)) return cannotPlay(loop);
    sound.src = `/loop/${loop.id}/audio`;
    sound.play().catch(() => cannotPlay(loop));
    return take({ sounding: loop.id });
}

function cannotPlay(loop) {
    hush();
    take({ did: { text: `${shortName(loop.name)}: cannot be heard here` } });
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
}

/** What sounds here is never forgotten: it can be ended from every view. */
function showSounding() {
    find("#hush").hidden = known("sounding") === null;
}

function choose(event) {
    localStorage.setItem(REMEMBERED, event.target.value);
    hush();
    show();
}

choices.forEach((choice) => choice.addEventListener("change", choose));
find("#hush").append(icon("stop"), "Heard here");
find("#hush").onclick = hush;
show();
follow("me", show);
follow("list", listed);
follow("sounding", showSounding);
