// The map as it is drawn: thousands of faint signs, and bright ones with names for what matters now.

import { count, eachPoint, lit, place } from "./points.js";
import { ROLES, colour } from "./roles.js";
import { outlineOf, stamp } from "./shapes.js";
import { toPixels } from "./mapview.js";
import { shortName } from "./words.js";

const LIT = 12;
/** Radius of a faint sign, pixels: the more there are, the smaller. */
const radius = () => (count() > 2000 ? 3 : count() > 300 ? 4.5 : 6);
/** Height of a name, pixels. */
const TEXT = 15;
const LONGEST = 22;

let stamps = {};
let stampedAt = "";

/** Draw all on `canvas`, as seen by `view`; `wanted(role)` filters, `chosen` is the id of one loop. */
export function drawMap(canvas, view, wanted, chosen, redraw) {
    const dense = devicePixelRatio;
    const frame = { width: canvas.clientWidth, height: canvas.clientHeight };
    const pen = canvas.getContext("2d");
    canvas.width = frame.width * dense;
    canvas.height = frame.height * dense;
    pen.scale(dense, dense);
    restamp(dense);
    drawPoints(pen, view, frame, wanted);
    drawLit(pen, view, frame, redraw);
    drawChosen(pen, view, frame, chosen, redraw);
}

function restamp(dense) {
    const now = `${dense} ${radius()}`;
    if (stampedAt === now) return;
    stampedAt = now;
    stamps = Object.fromEntries(ROLES.map((role) => [role, stamp(role, colour(role), radius(), dense)]));
}

function drawPoints(pen, view, frame, wanted) {
    pen.globalAlpha = 0.75;
    const half = radius() + 1;
    eachPoint(wanted, (id, x, y, role) => {
        const [left, top] = toPixels(view, frame, x, y);
        if (left > -half && top > -half && left < frame.width + half && top < frame.height + half)
            pen.drawImage(stamps[role], left - half, top - half, 2 * half, 2 * half);
    });
    pen.globalAlpha = 1;
}

function drawLit(pen, view, frame, redraw) {
    const placed = lit().map((each) => ({ ...each, at: place(each.loop.id, redraw) })).filter(({ at }) => at)
        .map((each) => ({ ...each, spot: toPixels(view, frame, each.at.x, each.at.y) }));
    const taken = placed.map(({ spot: [left, top] }) => around(left, top, LIT));
    placed.forEach(({ loop, sign, plays, spot }) => drawSign(pen, loop.role, sign, plays, ...spot));
    placed.toReversed().forEach(({ loop, spot }) => drawName(pen, loop.name, ...spot, frame, taken));
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

/** The name on one side of the sign, if there is room that nothing else has taken. */
function drawName(pen, name, left, top, frame, taken) {
    const text = shortName(name).slice(0, LONGEST);
    pen.font = `bold ${TEXT}px system-ui, sans-serif`;
    const wide = pen.measureText(text).width;
    const box = [left + LIT + 8, left - LIT - 8 - wide]
        .map((from) => ({ left: from, right: from + wide, top: top - TEXT / 2, bottom: top + TEXT / 2 }))
        .find((each) => each.left > 0 && each.right < frame.width && !taken.some((other) => overlap(each, other)));
    if (!box) return;
    taken.push(box);
    pen.fillStyle = "rgb(0 0 0 / 75%)";
    pen.fillRect(box.left - 3, box.top - 3, wide + 6, TEXT + 6);
    write(pen, text, box.left, top, "#fff", "left");
}

function around(left, top, far) {
    return { left: left - far, right: left + far, top: top - far, bottom: top + far };
}

function overlap(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
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
