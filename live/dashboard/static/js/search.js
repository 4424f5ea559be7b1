// Loops by their names: the same loops as on the map, for keyboards and screen readers as well.

import { find, make } from "./dom.js";
import { nameTag } from "./name.js";
import { mark } from "./roles.js";
import { tempo } from "./words.js";

/** Milliseconds after the last letter. */
const PAUSE = 200;

const field = find("#search");
const found = find("#found");
let timer = 0;

/** `choose(loop)` is called with what is picked among the results. */
export function followSearch(choose) {
    field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => search(choose), PAUSE);
    });
    field.addEventListener("keydown", (event) => event.key === "Escape" && closeResults());
}

export function closeResults() {
    field.value = "";
    found.hidden = true;
}

async function search(choose) {
    const words = field.value.trim();
    if (!words) return closeResults();
    const answer = await fetch(`/search?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok || words !== field.value.trim()) return undefined;
    return showResults(await answer.json(), choose);
}

function showResults(loops, choose) {
    found.replaceChildren(...loops.map((loop) => result(loop, choose)));
    if (!loops.length) found.append(make("li", { class: "none" }, "No loop of that name"));
    found.hidden = false;
}

function result(loop, choose) {
    const facts = make("span", { class: "facts" }, `${loop.key} ${tempo(loop.bpm)}`);
    const pick = () => {
        closeResults();
        choose(loop);
    };
    return make(
        "li",
        {},
        make(
            "button",
            { type: "button", "data-id": loop.id, click: pick },
            mark(loop.role),
            nameTag(loop.name),
            facts,
        ),
    );
}
