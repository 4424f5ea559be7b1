// What numbers mean, in a musician's words.

/** The name of a loop without its folders and its ending. */
export function shortName(name) {
    return name
        .split("/")
        .pop()
        .replace(/\.(wav|aiff?|flac|ogg|opus|mp3)$/i, "");
}

/** `text` in at most so many characters: what is too much goes from the middle. */
export function clipped(text, most) {
    if (text.length <= most) return text;
    const half = Math.floor((most - 1) / 2);
    return `${text.slice(0, half)}…${text.slice(-half)}`;
}

export const tempo = (bpm) => String(Number(bpm.toFixed(1)));

const signed = (amount) => `${amount > 0 ? "+" : "−"}${Math.abs(amount)}`;

/** What has to be done to the loop so that it fits; empty when it fits as it is. */
export function fix(suggestion) {
    return [
        suggestion.transpose && `${signed(suggestion.transpose)} st`,
        start(suggestion),
        pace(suggestion),
        speed(suggestion.stretch),
        level(suggestion.gain_db),
    ].filter(Boolean);
}

function start({ beat_offset: offset, beats_per_bar: perBar = 4 }) {
    if (!offset) return "";
    if (offset < 0) return `pickup ${tempo(-offset)}`;
    const beat = `beat ${Number(((offset % perBar) + 1).toFixed(2))}`;
    const bar = Math.floor(offset / perBar);
    return bar ? `from bar ${bar + 1} ${beat}` : `from ${beat}`;
}

/** A loop of 87 bpm goes through a set of 174 in half time. */
function pace({ bpm, stretch, session }) {
    if (!session) return "";
    const factor = Math.round(Math.log2(session / (bpm * stretch)));
    return { 1: "half time", "-1": "double time" }[factor] ?? "";
}

function speed(stretch) {
    const percent = Math.abs(stretch - 1) * 100;
    if (percent < 0.5) return "";
    return `${Math.round(percent)} % ${stretch > 1 ? "faster" : "slower"}`;
}

function level(decibels) {
    const rounded = Math.round(decibels);
    return rounded ? `${signed(rounded)} dB` : "";
}

const TERMS = {
    pair: "the ear",
    transpose: "transposing",
    freshness: "just used",
    taste: "favourite",
    imagined: "as imagined",
};

/** The name of a reason. */
export const term = (name) => TERMS[name] ?? name;

const plural = (count, what) => `${tempo(count)} ${what}${count === 1 ? "" : "s"}`;

/** Whole bars and beats of a length in beats. */
export function length(beats, perBar) {
    return Number.isInteger(beats / perBar) ? plural(beats / perBar, "bar") : plural(beats, "beat");
}

export const percent = (share) => Math.round(100 * share);
