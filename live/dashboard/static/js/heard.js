// What the coming bar is taken to sound like: its roles and its spectrum.

import { find, make } from "./dom.js";
import { ROLES, mark } from "./roles.js";
import { follow, known } from "./state.js";

const BANDS = 16;
/** A role is taken to be there from this probability on. */
const THERE = 0.5;

const bars = Array.from({ length: BANDS }, () => make("i"));
const marks = Object.fromEntries(ROLES.map((role) => [role, mark(role)]));

function show() {
    const heard = known("heard");
    const there = ROLES.filter((role) => (heard.roles[role] ?? 0) >= THERE);
    ROLES.forEach((role) => marks[role].toggleAttribute("data-there", there.includes(role)));
    showSpectrum(heard.source === "silence" ? [] : heard.balance);
    find("#heard").setAttribute("aria-label", `Heard: ${there.join(", ") || heard.source}`);
}

/** Power is shown as loudness goes, by its cube root. */
function showSpectrum(balance) {
    const loudest = Math.max(...balance, 1e-9);
    bars.forEach((bar, band) => {
        bar.style.transform = `scaleY(${Math.max(Math.cbrt((balance[band] ?? 0) / loudest), 0.04)})`;
    });
}

find("#heard-roles").append(...ROLES.map((role) => marks[role]));
find("#spectrum").append(...bars);
showSpectrum([]);
follow("heard", show);
