// Names of loops are long and differ at their ends: what is too much goes from the middle.

import { make, write } from "./dom.js";
import { shortName } from "./words.js";

/** Characters at the end that always stay. */
const TAIL = 7;

/** Show the name of a loop in `tag`, in whatever room there is. */
export function rename(tag, name) {
    const short = shortName(name);
    const cut = short.length > TAIL + 3 ? short.length - TAIL : short.length;
    if (!tag.firstChild) tag.append(part("begins"), part("ends"));
    write(tag.firstChild, short.slice(0, cut));
    write(tag.lastChild, short.slice(cut));
    tag.title = short;
}

const part = (name) => make("span", { class: name });

/** A new element with the name in it. */
export function nameTag(name) {
    const tag = make("span", { class: "name" });
    rename(tag, name);
    return tag;
}
