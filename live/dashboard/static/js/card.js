// One place of the list: a large card that shows whatever suggestion stands there.

import { correct } from "./correct.js";
import { fade, find, icon, stamped, write } from "./dom.js";
import { toLoop } from "./gestures.js";
import { isHeard } from "./hear.js";
import { rename } from "./name.js";
import { reasonBars } from "./reasons.js";
import { remark } from "./roles.js";
import { isFavourite, known, slotOf } from "./state.js";
import { drawWave } from "./waves.js";
import { fix, percent, shortName, tempo } from "./words.js";

/** The empty card of place `index`. */
export function newCard(index) {
    const card = stamped("card");
    card.dataset.index = index;
    write(find(".role b", card), index + 1);
    card.addEventListener("pointerdown", () => {
        card.touched = card.loop.id;
    });
    card.addEventListener("click", (event) => clicked(card, event));
    return card;
}

/** A press means the loop that was there when the finger came down. */
function clicked(card, event) {
    const button = event.target.closest("button");
    const id = event.detail ? (card.touched ?? card.loop.id) : card.loop.id;
    if (button?.matches(".role")) correct(card.loop);
    else toLoop(button?.dataset.does ?? "select", id);
}

/** Show `suggestion`; what is the same as before stays untouched. */
export function fill(card, suggestion) {
    const other = card.loop?.id !== suggestion.id;
    const before = card.dataset.shown;
    card.loop = suggestion;
    card.dataset.id = suggestion.id;
    card.dataset.role = suggestion.role;
    card.dataset.shown = JSON.stringify([suggestion, known("clock")?.bpm]);
    card.hidden = false;
    if (before !== card.dataset.shown) describe(card, suggestion);
    if (other) fade(card);
}

function describe(card, suggestion) {
    rename(find(".name", card), suggestion.name);
    remark(find(".mark", card), suggestion.role);
    write(find(".key", card), suggestion.key);
    write(find(".bpm", card), tempo(suggestion.bpm));
    write(find(".fix", card), fixes(suggestion));
    find(".fix", card).title = fixes(suggestion); // as much of it as there is room for is shown
    write(find(".score", card), percent(suggestion.score));
    find(".why", card).replaceChildren(...reasonBars(suggestion.reasons));
    label(card, suggestion);
    drawWave(find(".wave", card), suggestion);
}

function fixes(suggestion) {
    const words = fix({ ...suggestion, session: known("clock")?.bpm });
    return words.join(" · ") || "as it is";
}

function label(card, { name, role }) {
    const short = shortName(name);
    find(".role", card).setAttribute("aria-label", `Role of ${short}: ${role}. Correct it`);
    card.querySelectorAll("[data-does]").forEach((button) => {
        button.setAttribute("aria-label", `${button.title}: ${short}`);
    });
}

/** What may change while the loop stays: cursor, cue, favourite, slot. */
export function flag(card, underCursor) {
    const { id } = card.loop;
    const slot = slotOf(id);
    const cued = isHeard(id);
    card.setAttribute("aria-current", underCursor);
    toggle(card, "preview", cued);
    toggle(card, "favourite", isFavourite(id));
    card.dataset.slot = slot?.state ?? "";
    write(find(".accept span", card), slot ? `${slot.state} ${slot.index}` : "Accept");
    find(".flags", card).replaceChildren(
        ...(cued ? [icon("preview")] : []),
        ...(isFavourite(id) ? [icon("favourite")] : []),
    );
}

function toggle(card, does, on) {
    find(`.do [data-does=${does}]`, card).setAttribute("aria-pressed", on);
}
