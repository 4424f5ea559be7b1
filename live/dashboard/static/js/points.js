// Where the loops of the library lie on the map, and which of them are lit.

import { ROLES } from "./roles.js";
import { isOfLibrary, slots, suggestions } from "./state.js";

/** {ids, x, y, role}: arrays as the server sends them. */
let points = { ids: [], x: [], y: [], role: [] };
let places = new Map();
let changes = 0;
const asked = new Set();

/** Ask for the whole map anew. */
export async function loadPoints() {
    const answer = await fetch("/map").catch(() => null);
    if (!answer?.ok) return;
    points = await answer.json();
    places = new Map(points.ids.map((id, at) => [id, at]));
    asked.clear();
    changes += 1;
}

/** Another number whenever a point has come or changed. */
export const edition = () => changes;

/** How many loops the map knows. */
export const count = () => points.ids.length;

/** Every point but those of the roles in `hidden`, as tell(id, x, y, role). */
export function eachPoint(hidden, tell) {
    points.ids.forEach((id, at) => {
        const role = ROLES[points.role[at]];
        if (!hidden.has(role)) tell(id, points.x[at], points.y[at], role);
    });
}

/** Where a loop lies; null while that is not known. A large library tells of some loops only when asked. */
export function place(id, learnt) {
    const at = places.get(id);
    if (at === undefined) learn(id, learnt);
    return at === undefined ? null : { x: points.x[at], y: points.y[at] };
}

async function learn(id, learnt) {
    if (!isOfLibrary(id) || asked.has(id) || !points.ids.length) return;
    asked.add(id);
    const answer = await fetch(`/map/${id}`).catch(() => null);
    if (!answer?.ok) return;
    const { x, y, role } = await answer.json();
    places.set(id, points.ids.length);
    points = {
        ids: [...points.ids, id],
        x: [...points.x, x],
        y: [...points.y, y],
        role: [...points.role, role],
    };
    changes += 1;
    learnt();
}

/** What plays and what is suggested, with the sign under which the rest of the page shows it. */
export function lit() {
    const playing = slots()
        .filter((slot) => slot.loop)
        .map(({ index, loop }) => ({ loop, sign: index.toString(16), plays: true }));
    const ids = new Set(playing.map(({ loop }) => loop.id));
    const offered = suggestions().map((loop, index) => ({
        loop,
        sign: String(index + 1),
        plays: false,
    }));
    return [...offered.filter(({ loop }) => !ids.has(loop.id)).toReversed(), ...playing];
}
