// The map as it is drawn: over all the faint signs, bright ones with names for what matters now.

import { lit, place } from "./points.js";
import { colour } from "./roles.js";
import { scatter } from "./scatter.js";
import { outlineOf } from "./shapes.js";
import { toPixels } from "./mapview.js";
import { clipped, shortName } from "./words.js";

const LIT = 12;
/** Height of a name, pixels. */
const TEXT = 15;
const LONGEST = 22;

/** Draw all on `canvas`, as seen by `view`, without the roles in `hidden`; `chosen` is the id of one
    loop. */
export function drawMap(canvas, view, hidden, chosen, redraw) {
    const dense = devicePixelRatio;
    const frame = { width: canvas.clientWidth, height: canvas.clientHeight };
    const pen = canvas.getContext("2d");
    canvas.width = frame.width * dense;
    canvas.height = frame.height * dense;
    pen.drawImage(scatter(view, frame, hidden, dense), 0, 0);
    pen.scale(dense, dense);
    drawLit(pen, view, frame, redraw);
    drawChosen(pen, view, frame, chosen, redraw);
}

function drawLit(pen, view, frame, redraw) {
    const placed = lit()
        .map((each) => ({ ...each, at: place(each.loop.id, redraw) }))
        .filter(({ at }) => at)
        .map((each) => ({ ...each, spot: toPixels(view, frame, each.at.x, each.at.y) }));
    const taken = placed.map(({ spot: [left, top] }) => around(left, top, LIT));
    placed.forEach(({ loop, sign, plays, spot }) => drawSign(pen, loop.role, sign, plays, ...spot));
    placed
        .toReversed()
        .forEach(({ loop, spot }) => drawName(pen, loop.name, ...spot, frame, taken));
}

/** What plays is full, what is suggested an outline. */
function drawSign(pen, role, sign, plays, left, top) {
    outlineOf(pen, role, left, top, LIT + 3);
    pen.fillStyle = plays ? "#fff" : "#000";
    pen.fill();
    outlineOf(pen, role, left, top, LIT);
    pen.fillStyle = plays ? colour(role) : "#000";
    pen.strokeStyle = colour(role);
    pen.lineWidth = 3;
    pen.fill();
    pen.stroke();
    write(pen, sign, left, top + 1, plays ? "#000" : "#fff", "center");
}

function write(pen, text, left, top, ink, align) {
    pen.font = `bold ${TEXT}px system-ui, sans-serif`;
    pen.textAlign = align;
    pen.textBaseline = "middle";
    pen.fillStyle = ink;
    pen.fillText(text, left, top);
}

/** The name beside the sign, if there is room that nothing else has taken. */
function drawName(pen, name, left, top, frame, taken) {
    const text = clipped(shortName(name), LONGEST);
    pen.font = `bold ${TEXT}px system-ui, sans-serif`;
    const wide = pen.measureText(text).width;
    const box = sides(left, top, wide).find((each) => isFree(each, frame, taken));
    if (!box) return;
    taken.push(box);
    pen.fillStyle = "rgb(0 0 0 / 75%)";
    pen.fillRect(box.left - 3, box.top - 3, wide + 6, TEXT + 6);
    write(pen, text, box.left, box.top + TEXT / 2, "#fff", "left");
}

/** Where a name may stand: on the right, on the left, above, below. */
function sides(left, top, wide) {
    const far = LIT + 8;
    return [
        [far, 0],
        [-far - wide, 0],
        [-wide / 2, -far - 4],
        [-wide / 2, far + 4],
    ].map(([right, down]) => ({
        left: left + right,
        right: left + right + wide,
        top: top + down - TEXT / 2,
        bottom: top + down + TEXT / 2,
    }));
}

function isFree(box, frame, taken) {
    const inside =
        box.left > 0 && box.right < frame.width && box.top > 0 && box.bottom < frame.height;
    return inside && !taken.some((other) => overlap(box, other));
}

function around(left, top, far) {
    return { left: left - far, right: left + far, top: top - far, bottom: top + far };
}

function overlap(one, other) {
    return (
        one.left < other.right &&
        other.left < one.right &&
        one.top < other.bottom &&
        other.top < one.bottom
    );
}

function drawChosen(pen, view, frame, chosen, redraw) {
    const at = chosen === null ? null : place(chosen, redraw);
    if (!at) return;
    const [left, top] = toPixels(view, frame, at.x, at.y);
    pen.strokeStyle = "#fff";
    pen.lineWidth = 3;
    pen.beginPath();
    pen.arc(left, top, LIT + 8, 0, 2 * Math.PI);
    pen.stroke();
}
