// The faint signs of a whole library: drawn once for each view, laid under what is lit.

import { ROLES, colour } from "./roles.js";
import { count, eachPoint, edition } from "./points.js";
import { stamp } from "./shapes.js";
import { toPixels } from "./mapview.js";

/** Radius of a sign, pixels: the more there are, the smaller. */
const radius = () => (count() > 2000 ? 3 : count() > 300 ? 4.5 : 6);

const layer = new OffscreenCanvas(1, 1);
let drawn = "";

/** A picture of all signs but those of the roles in `hidden`, `dense` pixels to a pixel. */
export function scatter(view, frame, hidden, dense) {
    const wanted = JSON.stringify([view, frame, [...hidden], dense, edition()]);
    if (wanted !== drawn) draw(view, frame, hidden, dense);
    drawn = wanted;
    return layer;
}

function draw(view, frame, hidden, dense) {
    layer.width = Math.max(frame.width * dense, 1);
    layer.height = Math.max(frame.height * dense, 1);
    const pen = layer.getContext("2d");
    pen.scale(dense, dense);
    pen.globalAlpha = 0.75;
    const stamps = pictures(dense);
    const half = radius() + 1;
    eachPoint(hidden, (id, x, y, role) => {
        const [left, top] = toPixels(view, frame, x, y);
        if (left < -half || top < -half || left > frame.width + half || top > frame.height + half)
            return;
        pen.drawImage(stamps[role], left - half, top - half, 2 * half, 2 * half);
    });
}

function pictures(dense) {
    return Object.fromEntries(
        ROLES.map((role) => [role, stamp(role, colour(role), radius(), dense)]),
    );
}
