// Pan and zoom of the map: fingers, wheel and keys. A finger that does not travel is a tap.

import { WHOLE, panned, zoomed } from "./mapview.js";

/** Pixels that a tap may travel. */
const SLIP = 8;
const STEP = 60;
const NEARER = 1.5;

/** Have `canvas` moved by hand: `change(view => view)` is told the new view, `tap(left, top)` a tap. */
export function followHands(canvas, change, tap) {
    const fingers = new Map();
    let travelled = 0;
    const frame = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });

    function down(event) {
        if (fingers.size === 0) travelled = 0;
        fingers.set(event.pointerId, at(event));
        canvas.setPointerCapture(event.pointerId);
    }

    function move(event) {
        if (!fingers.has(event.pointerId)) return;
        const before = middle(fingers);
        fingers.set(event.pointerId, at(event));
        const now = middle(fingers);
        travelled += Math.hypot(now.left - before.left, now.top - before.top) + (fingers.size > 1 ? SLIP : 0);
        change((view) => panned(view, frame(), now.left - before.left, now.top - before.top));
        if (before.spread) change((view) => zoomed(view, frame(), now.spread / before.spread, now.left, now.top));
    }

    function up(event) {
        if (fingers.delete(event.pointerId) && travelled < SLIP && event.type === "pointerup") tap(...spot(event));
    }

    function turn(event) {
        event.preventDefault();
        change((view) => zoomed(view, frame(), Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY));
    }

    function type(event) {
        const act = KEYS[event.key];
        if (!act && event.key !== "Enter") return;
        event.preventDefault();
        if (act) change((view) => act(view, frame()));
        else tap(canvas.clientWidth / 2, canvas.clientHeight / 2, Infinity);
    }

    const hands = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, wheel: turn, keydown: type };
    Object.entries(hands).forEach(([name, does]) => canvas.addEventListener(name, does, { passive: false }));
}

const KEYS = {
    ArrowLeft: (view, frame) => panned(view, frame, STEP, 0),
    ArrowRight: (view, frame) => panned(view, frame, -STEP, 0),
    ArrowUp: (view, frame) => panned(view, frame, 0, STEP),
    ArrowDown: (view, frame) => panned(view, frame, 0, -STEP),
    "+": (view, frame) => zoomed(view, frame, NEARER),
    "=": (view, frame) => zoomed(view, frame, NEARER),
    "-": (view, frame) => zoomed(view, frame, 1 / NEARER),
    0: () => WHOLE,
};

const spot = (event) => [event.offsetX, event.offsetY];
const at = (event) => ({ left: event.offsetX, top: event.offsetY });

/** The middle of all fingers, and how far the first two are apart. */
function middle(fingers) {
    const all = [...fingers.values()];
    const mean = (side) => all.reduce((sum, finger) => sum + finger[side], 0) / all.length;
    const spread = all.length > 1 ? Math.hypot(all[0].left - all[1].left, all[0].top - all[1].top) : 0;
    return { left: mean("left"), top: mean("top"), spread };
}
