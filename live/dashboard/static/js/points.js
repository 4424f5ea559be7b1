// Where the loops of the library lie on the map, and which of them are lit.

import { ROLES } from "./roles.js";
import { slots, suggestions } from "./state.js";

/** {ids, x, y, role}: arrays as the server sends them. */
let points = { ids: [], x: [], y: [], role: [] };
let places = new Map();

/** Ask for the whole map anew. */
export async function loadPoints() {
    const answer = await fetch("/map").catch(() => null);
    if (!answer?.ok) return;
    points = await answer.json();
    places = new Map(points.ids.map((id, at) => [id, at]));
}

/** How many loops the map knows. */
export const count = () => points.ids.length;

/** Every point that `wanted(role)` lets through, as tell(id, x, y, role). */
export function eachPoint(wanted, tell) {
    points.ids.forEach((id, at) => {
        const role = ROLES[points.role[at]];
        if (wanted(role)) tell(id, points.x[at], points.y[at], role);
    });
}

/** Where a loop lies; null while that is not known. A large library tells of some loops only when asked. */
export function place(id, learnt) {
    const at = places.get(id);
    if (at === undefined) learn(id, learnt);
    return at === undefined ? null : { x: points.x[at], y: points.y[at] };
}

const asked = new Set();

async function learn(id, learnt) {
    if (id < 0 || asked.has(id) || !points.ids.length) return;
    asked.add(id);
    const answer = await fetch(`/map/${id}`).catch(() => null);
    if (!answer?.ok) return;
    const { x, y, role } = await answer.json();
    places.set(id, points.ids.length);
    points = { ids: [...points.ids, id], x: [...points.x, x], y: [...points.y, y], role: [...points.role, role] };
    learnt();
}

/** What plays and what is suggested, with the sign under which the rest of the page shows it. */
export function lit() {
    const playing = slots().filter((slot) => slot.loop)
        .map(({ index, loop }) => ({ loop, sign: index.toString(16), plays: true }));
    const ids = new Set(playing.map(({ loop }) => loop.id));
    const offered = suggestions().map((loop, index) => ({ loop, sign: String(index + 1), plays: false }));
    return [...offered.filter(({ loop }) => !ids.has(loop.id)).toReversed(), ...playing];
}
