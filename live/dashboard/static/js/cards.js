// The list: every place keeps its card, so nothing moves when another list comes.

import { fill, flag, newCard } from "./card.js";
import { calm, find } from "./dom.js";
import { send } from "./link.js";
import { cursor, turn } from "./gestures.js";
import { follow, known, suggestions, take } from "./state.js";
import { shortName } from "./words.js";

const cards = find("#cards");
const NOTHING = "Nothing fits: another role, or more surprise";

const all = () => [...cards.children];

function showList() {
    const list = suggestions();
    for (let index = cards.children.length; index < list.length; index += 1)
        cards.append(newCard(index));
    all().forEach((card, index) => (list[index] ? fill(card, list[index]) : empty(card)));
    showNothing(list.length === 0);
    showFlags();
}

function empty(card) {
    card.hidden = true;
    card.loop = null;
    delete card.dataset.id;
}

function showNothing(nothing) {
    find("#nothing").hidden = !nothing;
    find("#nothing-remedies").hidden = false;
    find("#nothing-text").textContent = NOTHING;
}

function showFlags() {
    all()
        .filter((card) => !card.hidden)
        .forEach((card) => flag(card, Number(card.dataset.index) === cursor()));
}

/** What the cursor goes to is seen, and told to who listens to the screen. */
function showCursor() {
    showFlags();
    const card = cards.children[cursor()];
    const loop = suggestions()[cursor()];
    if (loop) take({ heardOf: `${cursor() + 1}: ${shortName(loop.name)}, ${loop.role}` });
    card?.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
}

/** From a role to whatever fits, from whatever fits to what is missing. */
function otherRole() {
    send("/barwise/role", known("settings")?.role === "any" ? "auto" : "any");
}

find("#other-role").onclick = otherRole;
find("#more-surprise").onclick = () => turn("surprise", 0.2);
follow("list clock", () => known("list") && showList());
follow("cue favourites slots sounding", showFlags);
follow("cursor", showCursor);
