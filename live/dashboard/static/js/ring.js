// The beats of the bar as a ring that fills: drawn from the clock, never from messages.

import { beatsPerBar } from "./clock.js";
import { calm, find, write } from "./dom.js";
import { everyFrame } from "./frames.js";

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 42;
/** What is left open between two beats, of a beat. */
const GAP = 0.08;

const ring = find("#ring");
let arcs = [];
let number = null;

function build(beats) {
    arcs = Array.from({ length: beats }, (_, beat) => arc(beat, beats));
    number = shape("text", { x: 50, y: 52, class: "beat" });
    ring.replaceChildren(...arcs.flatMap(({ bed, fill }) => [bed, fill]), number);
}

function arc(beat, beats) {
    return { bed: circle(beat, beats, "bed", 1 - GAP), fill: circle(beat, beats, "fill", 0) };
}

/** Part of a circle whose circumference counts as `beats`; it begins at the top. */
function circle(beat, beats, name, length) {
    const at = { cx: 50, cy: 50, r: RADIUS, pathLength: beats, transform: "rotate(-90 50 50)" };
    const made = shape("circle", { ...at, class: `${name} ${beat ? "" : "one"}` });
    made.setAttribute("stroke-dashoffset", -beat - GAP / 2);
    fill(made, length, beats);
    return made;
}

function fill(arc, length, beats) {
    if (arc.drawn === length) return; // all but one stand still
    arc.drawn = length;
    arc.setAttribute("stroke-dasharray", `${length} ${beats}`);
    arc.toggleAttribute("data-empty", length <= 0);
}

function shape(name, attributes) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
}

function draw(beat) {
    const beats = beatsPerBar();
    if (arcs.length !== beats) build(beats);
    const inBar = beat === null ? -1 : ((beat % beats) + beats) % beats;
    arcs.forEach((each, index) => fill(each.fill, filled(inBar, index) * (1 - GAP), beats));
    write(number, inBar < 0 ? "■" : Math.floor(inBar) + 1);
}

/** How much of beat `index` has gone by: without motion, a beat is there as soon as it begins. */
function filled(inBar, index) {
    const gone = Math.min(Math.max(inBar - index, 0), 1);
    return calm() ? Math.ceil(gone) : gone;
}

everyFrame(draw);
