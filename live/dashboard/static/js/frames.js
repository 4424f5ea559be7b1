// One loop of animation frames for all that moves with the music.

import { beatNow } from "./clock.js";

const drawers = [];

/** `draw(beat)` is called before each frame; `beat` is null while the music stands. */
export function everyFrame(draw) {
    drawers.push(draw);
    if (drawers.length === 1) requestAnimationFrame(frame);
}

function frame() {
    const beat = beatNow();
    drawers.forEach((draw) => draw(beat));
    requestAnimationFrame(frame);
}
