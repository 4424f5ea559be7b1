// One place of the list: a large card that shows whatever suggestion stands there.

import { correct } from "./correct.js";
import { fade, find, icon, make, write } from "./dom.js";
import { toLoop } from "./gestures.js";
import { nameTag, rename } from "./name.js";
import { reasonBars } from "./reasons.js";
import { mark, remark } from "./roles.js";
import { isFavourite, known, slotOf } from "./state.js";
import { drawWave } from "./waves.js";
import { fix, percent, shortName, tempo } from "./words.js";

const BUTTONS = { preview: "Preview", reject: "Not now", ban: "Never again", favourite: "Favourite" };

/** The empty card of place `index`. */
export function newCard(index) {
    const card = make("li", { class: "card", "data-index": index, hidden: true },
        roleButton(index), make("h3", {}, make("button", { type: "button", class: "select" }, nameTag())),
        make("p", { class: "facts" }, make("b", { class: "key" }), make("span", { class: "bpm" }), make("span", { class: "fix" })),
        make("span", { class: "flags", "aria-hidden": "true" }),
        make("canvas", { class: "wave", "aria-hidden": "true" }),
        make("ul", { class: "why", "aria-label": "Reasons" }), make("b", { class: "score" }),
        make("div", { class: "do" }, acceptButton(), ...Object.keys(BUTTONS).map(smallButton)));
    card.addEventListener("pointerdown", () => { card.touched = card.loop.id; });
    card.addEventListener("click", (event) => clicked(card, event));
    return card;
}

function roleButton(index) {
    return make("button", { type: "button", class: "role", "aria-haspopup": "dialog" }, make("b", {}, index + 1), mark());
}

function acceptButton() {
    return make("button", { type: "button", class: "accept", "data-does": "accept" }, icon("accept"), make("span"));
}

function smallButton(name) {
    return make("button", { type: "button", "data-does": name }, icon(name));
}

/** A press means the loop that was there when the finger came down. */
function clicked(card, event) {
    const button = event.target.closest("button");
    const id = event.detail ? card.touched ?? card.loop.id : card.loop.id;
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
    find(".accept", card).setAttribute("aria-label", `Accept ${short}`);
    Object.entries(BUTTONS).forEach(([does, word]) => {
        const button = find(`.do [data-does=${does}]`, card);
        button.setAttribute("aria-label", `${word}: ${short}`);
        button.title = word;
    });
}

/** What may change while the loop stays: cursor, cue, favourite, slot. */
export function flag(card, underCursor) {
    const { id } = card.loop;
    const slot = slotOf(id);
    const cued = known("cue") === id || known("sounding") === id;
    card.setAttribute("aria-current", underCursor);
    toggle(card, "preview", cued);
    toggle(card, "favourite", isFavourite(id));
    card.dataset.slot = slot?.state ?? "";
    write(find(".accept span", card), slot ? `${slot.state} ${slot.index}` : "Accept");
    find(".flags", card).replaceChildren(...(cued ? [icon("preview")] : []), ...(isFavourite(id) ? [icon("favourite")] : []));
}

function toggle(card, does, on) {
    find(`.do [data-does=${does}]`, card).setAttribute("aria-pressed", on);
}
