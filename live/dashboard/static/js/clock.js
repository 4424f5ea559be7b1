// Where the music is, without being told every time: the beat is a function of our own clock.

import { follow, known } from "./state.js";

/** Answers that are remembered: the quickest of them tells the offset best. */
const KEPT = 12;

let answers = [];

export const pageSeconds = () => performance.now() / 1000;

/** Seconds of the server's clock; null before its first answer. */
export function serverSeconds() {
    return answers.length ? pageSeconds() + quickest().offset : null;
}

function quickest() {
    return answers.reduce((best, each) => (each.took < best.took ? each : best));
}

/** After a new connection: the machine may have slept, its clocks may have parted. */
export function forgetAnswers() {
    answers = [];
}

function answered({ sent, time }) {
    const now = pageSeconds();
    answers = [...answers, { took: now - sent, offset: time - (sent + now) / 2 }].slice(-KEPT);
}

/** The beat that sounds now; null while nobody knows or the clock stands still. */
export function beatNow() {
    const clock = known("clock");
    const now = serverSeconds();
    if (!clock?.running || now === null) return null;
    return clock.beat + ((now - clock.time) * clock.bpm) / 60;
}

export const beatsPerBar = () => known("clock")?.beats_per_bar ?? 4;

follow("pong", () => answered(known("pong")));
