// Pan and zoom of the map: fingers, wheel and keys. A finger that does not travel is a tap.

import { WHOLE, panned, zoomed } from "./mapview.js";

/** Pixels that a tap may travel. */
const SLIP = 8;
const STEP = 60;
const NEARER = 1.5;
/** Pixels of the wheel for e times as near. */
const WHEEL = 300;

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

/** Hands on `canvas`: `change((view, frame) => view)` is told the new view, `tap(left, top)` a tap. */
export class Hands {
    constructor(canvas, change, tap) {
        this.canvas = canvas;
        this.change = change;
        this.tap = tap;
        this.fingers = new Map();
        this.travelled = 0;
    }

    listen() {
        const hands = {
            pointerdown: this.down,
            pointermove: this.move,
            pointerup: this.up,
            pointercancel: this.up,
            wheel: this.turn,
            keydown: this.type,
        };
        Object.entries(hands).forEach(([name, does]) =>
            this.canvas.addEventListener(name, does.bind(this), { passive: false }),
        );
    }

    down(event) {
        if (this.fingers.size === 0) this.travelled = 0;
        this.fingers.set(event.pointerId, spot(event));
        this.canvas.setPointerCapture(event.pointerId);
    }

    move(event) {
        if (!this.fingers.has(event.pointerId)) return;
        const before = middle(this.fingers);
        this.fingers.set(event.pointerId, spot(event));
        this.moved(before, middle(this.fingers));
    }

    moved(before, now) {
        const [right, down] = [now.left - before.left, now.top - before.top];
        this.travelled += before.spread ? SLIP : Math.hypot(right, down);
        this.change((view, frame) => panned(view, frame, right, down));
        if (!before.spread) return;
        const nearer = now.spread / before.spread;
        this.change((view, frame) => zoomed(view, frame, nearer, now.left, now.top));
    }

    up(event) {
        const { left, top } = spot(event);
        const wasDown = this.fingers.delete(event.pointerId);
        if (wasDown && event.type === "pointerup" && this.travelled < SLIP) this.tap(left, top);
    }

    turn(event) {
        event.preventDefault();
        const { left, top } = spot(event);
        const nearer = Math.exp(-event.deltaY / WHEEL);
        this.change((view, frame) => zoomed(view, frame, nearer, left, top));
    }

    type(event) {
        const takes = event.key === "Enter";
        if (!takes && !KEYS[event.key]) return;
        event.preventDefault();
        if (takes) this.takeMiddle();
        else this.change(KEYS[event.key]);
    }

    /** The keyboard has no finger: it takes what is nearest to the middle, however far. */
    takeMiddle() {
        this.tap(this.canvas.clientWidth / 2, this.canvas.clientHeight / 2, Infinity);
    }
}

const spot = (event) => ({ left: event.offsetX, top: event.offsetY });

/** The middle of all fingers, and how far the first two are apart. */
function middle(fingers) {
    const all = [...fingers.values()];
    const mean = (side) => all.reduce((sum, finger) => sum + finger[side], 0) / all.length;
    const [one, two] = all;
    const spread = two ? Math.hypot(one.left - two.left, one.top - two.top) : 0;
    return { left: mean("left"), top: mean("top"), spread };
}
