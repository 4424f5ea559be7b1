// What a performer does, by whatever means: buttons, keys and cards come here.

import { hearSuggestion } from "./hear.js";
import { send } from "./link.js";
import { WANTS } from "./roles.js";
import { isFavourite, known, suggestions, take } from "./state.js";
import { shortName } from "./words.js";

export const cursor = () => known("cursor", 0);

const GONE = "That loop has just left the list: nothing done";

/** To the suggestion at `index`. Without one Barwise takes what is under its cursor, which may be
    further than the page has heard. */
const DOES = {
    select: (index) => send("/barwise/select", index),
    accept: (...index) => send("/barwise/accept", ...index),
    preview: (...index) => hearSuggestion(...index),
    reject: (...index) => sendAndTell("reject", "not now", index),
    ban: (...index) => sendAndTell("ban", "never again", index),
    favourite: (...index) =>
        sendAndTell(
            "favourite",
            wasFavourite(index) ? "a favourite no longer" : "a favourite",
            index,
        ),
};

const meant = ([index = cursor()]) => suggestions()[index];
const wasFavourite = (index) => isFavourite(meant(index)?.id);

function sendAndTell(word, what, index) {
    const loop = meant(index);
    if (send(`/barwise/${word}`, ...index) && loop)
        take({ did: { text: `${shortName(loop.name)}: ${what}`, undo: true } });
}

/** Do it to the loop `id`, wherever it stands by now: a list may come while the finger is down. */
export function toLoop(gesture, id) {
    const index = suggestions().findIndex((each) => each.id === id);
    if (index < 0) take({ did: { text: GONE } });
    else DOES[gesture](index);
}

/** The gestures that need no word about what they are done to. */
export const GESTURES = {
    previous: () => send("/barwise/previous"),
    next: () => send("/barwise/next"),
    ...Object.fromEntries(
        ["accept", "preview", "reject", "ban", "favourite"].map((name) => [
            name,
            () => DOES[name](),
        ]),
    ),
    undo: () => send("/barwise/undo"),
    tap: () => send("/barwise/tap"),
    lock: () => send("/barwise/lock", known("settings")?.locked ? 0 : 1),
    role: () =>
        send("/barwise/role", WANTS[(WANTS.indexOf(known("settings")?.role) + 1) % WANTS.length]),
};

/** Turn `surprise` or `energy` by so much. */
export function turn(knob, by) {
    const now = known("settings")?.[knob] ?? 0.5;
    send(`/barwise/${knob}`, Math.min(Math.max(Math.round((now + by) * 100) / 100, 0), 1));
}

function pressed(event) {
    const button = event.target.closest("[data-press]");
    if (button) GESTURES[button.dataset.press]();
}

document.addEventListener("click", pressed);
