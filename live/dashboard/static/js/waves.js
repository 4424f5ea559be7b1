// The outlines of loops, asked for once each, and how they are drawn.

import { colour } from "./roles.js";
import { isOfLibrary } from "./state.js";

/** Outlines that are remembered: some hundred lists. */
const KEPT = 400;

const outlines = new Map();

/** {peaks, beats, beats_per_bar} of a loop of the library, or null for one that is in no library. */
export function outline(loop) {
    if (!isOfLibrary(loop.id)) return Promise.resolve(null);
    if (!outlines.has(loop.id)) remember(loop.id, ask(loop.id));
    return outlines.get(loop.id);
}

function remember(id, asked) {
    if (outlines.size >= KEPT) outlines.delete(outlines.keys().next().value);
    outlines.set(id, asked);
}

async function ask(id) {
    try {
        const answer = await fetch(`/loop/${id}/wave`);
        return answer.ok ? await answer.json() : null;
    } catch {
        outlines.delete(id); // Barwise was away: ask again next time
        return null;
    }
}

/** Draw `loop` on `canvas` in the colour of its role, and again whenever it gets another size. */
export async function drawWave(canvas, loop) {
    if (canvas.loop?.id !== loop.id) show(canvas, null); // better none than another's
    canvas.loop = loop;
    const wave = await outline(loop);
    if (canvas.loop !== loop) return; // another came meanwhile
    show(canvas, wave && { ...wave, role: loop.role });
    resizing.observe(canvas);
}

function show(canvas, wave) {
    canvas.wave = wave;
    redraw(canvas);
}

const resizing = new ResizeObserver((entries) => entries.forEach(({ target }) => redraw(target)));

function redraw(canvas) {
    const { clientWidth: width, clientHeight: height } = canvas;
    const dense = devicePixelRatio;
    canvas.width = width * dense;
    canvas.height = height * dense;
    if (!canvas.wave || !width) return;
    const pen = canvas.getContext("2d");
    pen.scale(dense, dense);
    drawPeaks(pen, canvas.wave, width, height);
    drawBars(pen, canvas.wave, width, height);
}

function drawPeaks(pen, { peaks, role }, width, height) {
    const loudest = Math.max(...peaks, 1e-6);
    const step = width / (peaks.length - 1);
    const half = peaks.map((peak) => Math.max(((peak / loudest) * height) / 2, 0.5));
    pen.fillStyle = colour(role);
    pen.beginPath();
    half.forEach((tall, at) => pen.lineTo(at * step, height / 2 - tall));
    half.toReversed().forEach((tall, back) =>
        pen.lineTo((peaks.length - 1 - back) * step, height / 2 + tall),
    );
    pen.fill();
}

/** Bar lines over the whole height, beats as ticks at the foot. */
function drawBars(pen, { beats, beats_per_bar: perBar }, width, height) {
    pen.fillStyle = "#fff";
    for (let beat = 0; beat < beats; beat += 1) {
        const tall = beat % perBar ? 5 : height;
        pen.globalAlpha = beat % perBar ? 0.6 : 0.9;
        pen.fillRect((beat / beats) * width, height - tall, beat % perBar ? 1 : 2, tall);
    }
}
