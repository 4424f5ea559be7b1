// Bar, tempo and key, and whether the music runs.

import { beatNow, beatsPerBar } from "./clock.js";
import { find, icon, write } from "./dom.js";
import { everyFrame } from "./frames.js";
import { send } from "./link.js";
import { follow, known } from "./state.js";
import { tempo } from "./words.js";

const play = find("#play");
const bar = find("#bar");

/** Bars are counted from 1 for people. */
function showBar(beat) {
    write(bar, beat === null ? "–" : Math.floor(beat / beatsPerBar() + 1e-6) + 1);
}

function showClock() {
    const { bpm, running } = known("clock");
    write(find("#bpm"), tempo(bpm));
    find("#tempo-open").setAttribute("aria-label", `Tempo: ${tempo(bpm)} beats a minute`);
    play.setAttribute("aria-label", running ? "Stop the clock" : "Start the clock");
    play.dataset.running = running;
    play.replaceChildren(icon(running ? "stop" : "play"));
}

function showKey() {
    write(find("#key"), known("heard").key || "–");
}

/** Who follows another's clock has no say in its tempo. */
function showLeader() {
    document.documentElement.dataset.clock = known("me").clock ?? "";
}

play.append(icon("play"));
play.setAttribute("aria-label", "Start the clock");
play.onclick = () => send("/barwise/play", beatNow() === null ? 1 : 0);
everyFrame(showBar);
follow("clock", showClock);
follow("heard", showKey);
follow("me", showLeader);
