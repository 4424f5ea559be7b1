// Why a loop is on the list: bars to compare at a glance, words for who wants to know.

import { make } from "./dom.js";
import { term } from "./words.js";

const SHOWN = 5;
/** A contribution below this says nothing. */
const NOTHING = 0.005;

/** The reasons that weigh most, as small bars; what speaks against is hollow and has a minus. */
export function reasonBars(reasons) {
    const heavy = reasons
        .filter(([, weight]) => Math.abs(weight) >= NOTHING)
        .sort(([, one], [, other]) => Math.abs(other) - Math.abs(one))
        .slice(0, SHOWN);
    const heaviest = Math.max(...heavy.map(([, weight]) => Math.abs(weight)), 1e-9);
    return heavy.map(([name, weight]) => reason(name, weight, heaviest));
}

function reason(name, weight, heaviest) {
    const bar = make("i", { "aria-hidden": "true" });
    bar.style.width = `${(100 * Math.abs(weight)) / heaviest}%`;
    const word = make("span", {}, `${weight < 0 ? "− " : ""}${term(name)}`);
    return make(
        "li",
        { "data-against": weight < 0, title: `${term(name)} ${weight.toFixed(2)}` },
        word,
        bar,
    );
}
