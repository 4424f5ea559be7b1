// What the log told, and where its bars are. Times are seconds since the set began.

const set = JSON.parse(document.getElementById("set").textContent);
const ROLES = ["percussion", "bass", "chord", "melody", "fx", "voice"];

// The last index whose value is not above `value`, or -1.
function lastBefore(list, value, of) {
    let low = 0;
    let high = list.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (of(list[middle]) <= value) low = middle + 1;
        else high = middle;
    }
    return low - 1;
}

function along(from, to, value) {
    const [a, b] = set.knots.slice(knotBefore(from, value)).slice(0, 2);
    return a[to] + ((value - a[from]) * (b[to] - a[to])) / (b[from] - a[from]);
}

function knotBefore(axis, value) {
    const index = lastBefore(set.knots, value, (knot) => knot[axis]);
    return Math.min(Math.max(index, 0), set.knots.length - 2);
}

const beatAt = (time) => along(0, 1, time);
const timeAt = (beat) => along(1, 0, beat);

function barAt(time) {
    const beat = Math.round(beatAt(time) * 100) / 100;
    const bar = Math.floor(beat / set.bar);
    return `bar ${bar + 1}.${Math.floor(beat - bar * set.bar) + 1}`;
}

function clock(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(whole / 60) % 60;
    const hours = Math.floor(whole / 3600);
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function signed(number) {
    return number > 0 ? `+${number}` : `${number}`;
}
