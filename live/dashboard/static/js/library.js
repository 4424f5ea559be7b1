// The library: a map to wander on and a search, both lead to a loop.

import { find, make } from "./dom.js";
import { drawMap } from "./map.js";
import { Hands } from "./mapgestures.js";
import { WHOLE, panned, toPixels } from "./mapview.js";
import { renewPicked, showPicked } from "./picked.js";
import { eachPoint, loadPoints, place } from "./points.js";
import { ROLES, mark } from "./roles.js";
import { closeResults, followSearch } from "./search.js";
import { follow, known } from "./state.js";

/** Pixels around a finger in which a loop counts as meant. */
const REACH = 28;
/** The part of the map that stays free above the loop that is near. */
const FREE = 0.45;

const canvas = find("#map");
const hidden = new Set();
let view = WHOLE;
let chosen = null;
let waiting = false;

/** Draw before the next frame, once, however often it is asked for. */
function redraw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
        waiting = false;
        if (canvas.clientWidth) drawMap(canvas, view, hidden, chosen, redraw);
    });
}

const frame = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });

function change(step) {
    view = step(view, frame());
    redraw();
}

function choose({ id }) {
    chosen = id;
    centre(id);
    showPicked(id, leave);
    redraw();
}

function leave() {
    chosen = null;
    redraw();
}

/** What is near is told at the foot of the map: the point itself is kept above that. */
function centre(id) {
    const at = place(id, redraw);
    if (!at) return;
    const { width, height } = frame();
    const [left, top] = toPixels(view, { width, height }, at.x, at.y);
    const isSeen = left > 0 && left < width && top > 0 && top < height * FREE;
    if (!isSeen) view = panned(view, frame(), width / 2 - left, (height * FREE) / 2 - top);
}

function tap(left, top, reach = REACH) {
    closeResults();
    const near = nearest(left, top);
    if (near && near.far <= reach) choose(near);
}

function nearest(left, top) {
    let best = null;
    const here = frame();
    eachPoint(hidden, (id, x, y) => {
        const [right, down] = toPixels(view, here, x, y);
        const far = Math.hypot(right - left, down - top);
        if (!best || far < best.far) best = { id, far };
    });
    return best;
}

// --- the roles that are shown -------------------------------------------------------------------

function filter(role) {
    return make(
        "button",
        {
            type: "button",
            "aria-pressed": true,
            "aria-label": role,
            title: role,
            click: ({ currentTarget }) => toggle(role, currentTarget),
        },
        mark(role),
    );
}

function toggle(role, button) {
    if (!hidden.delete(role)) hidden.add(role);
    button.setAttribute("aria-pressed", !hidden.has(role));
    redraw();
}

// --- what is known of it ------------------------------------------------------------------------

let seen = null;

async function renew() {
    const { loops, renewed } = known("library");
    find("#library-size").textContent = `${loops.toLocaleString("en")} loops`;
    if (renewed === seen) return;
    seen = renewed;
    await loadPoints();
    renewPicked(leave);
    redraw();
}

find("#map-roles").append(...ROLES.map(filter));
new Hands(canvas, change, tap).listen();
followSearch(choose);
new ResizeObserver(redraw).observe(canvas);
follow("library", renew);
follow("list slots", redraw);
