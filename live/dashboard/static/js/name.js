// Names of loops are long and differ at their ends: what is too much goes from the middle.

import { make } from "./dom.js";
import { shortName } from "./words.js";

/** Characters at the end that always stay. */
const TAIL = 7;

/** An element that shows the name of a loop in whatever room there is. */
export function nameTag() {
    return make("span", { class: "name" }, make("span", { class: "begins" }), make("span", { class: "ends" }));
}

export function rename(tag, name) {
    const short = shortName(name);
    const cut = short.length > TAIL + 3 ? short.length - TAIL : short.length;
    tag.firstChild.textContent = short.slice(0, cut);
    tag.lastChild.textContent = short.slice(cut);
    tag.title = short;
}
