// How far a slot is on its way: through its loop, or through the bar that it waits for.

import { beatsPerBar } from "./clock.js";

/** {share: 0..1, word} of `slot` at `beat`; the music stands where that is null. */
export function way(slot, beat) {
    return beat === null ? { share: 0, word: slot.state } : WAYS[slot.state](slot, beat);
}

const WAYS = {
    queued: (slot, beat) => ({ share: waited(slot, beat), word: `in ${beatsUntil(slot, beat)}` }),
    stopping: (slot, beat) => ({
        share: waited(slot, beat),
        word: `ends in ${beatsUntil(slot, beat)}`,
    }),
    playing: throughLoop,
};

/** Whole beats, as one counts in. */
const beatsUntil = ({ at_beat: at }, beat) => Math.max(Math.ceil(at - beat - 1e-6), 0);

function waited({ at_beat: at }, beat) {
    return Math.min(Math.max(1 - (at - beat) / beatsPerBar(), 0), 1);
}

function throughLoop({ since, loop }, beat) {
    const { beats, beat_offset: offset } = loop;
    const at = (((beat - since - offset) % beats) + beats) % beats;
    const bars = Math.ceil(beats / beatsPerBar());
    return { share: at / beats, word: `${Math.floor(at / beatsPerBar()) + 1} of ${bars}` };
}
