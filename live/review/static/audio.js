// The recording, if there is one: where the set is in it, and back.

const player = document.querySelector("audio");
const beginning = document.getElementById("beginning");
let hasRecording = Boolean(player);

const offset = () => Number(beginning.value) || 0;

// The set's second that is heard, or null without a recording.
function playedTime() {
    return hasRecording ? player.currentTime + offset() : null;
}

function seek(time) {
    if (!hasRecording) return;
    player.currentTime = Math.max(0, time - offset());
    again();
}

function toggle() {
    if (!hasRecording) return;
    if (player.paused) player.play();
    else player.pause();
}

function follow() {
    const time = playedTime();
    if (time > view.to || time < view.from) show(time - (view.to - view.from) / 10);
    draw();
    if (!player.paused) requestAnimationFrame(follow);
}

function listen() {
    if (!player) return;
    player.addEventListener("play", () => requestAnimationFrame(follow));
    player.addEventListener("seeked", again);
    player.addEventListener("error", withoutRecording);
    beginning.addEventListener("input", again);
    if (player.error) withoutRecording();
}

function withoutRecording() {
    hasRecording = false;
    document.getElementById("lost").hidden = false;
    again();
}
