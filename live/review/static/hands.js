// Keys, wheel, fingers and buttons.

const timeline = document.getElementById("timeline");
const fingers = new Map();
let dragged = 0;

const DEEDS = {
    in: () => shown(zoom(0.5)),
    out: () => shown(zoom(2)),
    all: () => shown(showAll()),
    earlier: () => shown(move(-0.25)),
    later: () => shown(move(0.25)),
    next: () => select(1),
    previous: () => select(-1),
    play: toggle,
};

const KEYS = {
    "+": "in", "=": "in", "-": "out", 0: "all", ArrowLeft: "earlier", ArrowRight: "later",
    n: "next", N: "next", p: "previous", P: "previous", " ": "play",
};

// Says what is on show now, for those who do not see it.
function shown() {
    say(`${barAt(view.from)} to ${barAt(view.to)}`);
}

function perform(deed) {
    DEEDS[deed]();
    again();
}

function onKey(event) {
    const deed = KEYS[event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    perform(deed);
}

function onWheel(event) {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) move((event.deltaX || event.deltaY) / 800);
    else zoom(Math.exp(event.deltaY / 400), toTime(event.offsetX));
    again();
}

function onDown(event) {
    fingers.set(event.pointerId, event.offsetX);
    if (fingers.size === 1) dragged = 0;
    timeline.setPointerCapture(event.pointerId);
}

function onMove(event) {
    const before = fingers.get(event.pointerId);
    if (before === undefined) point(event);
    else drag(event, before);
}

// One finger moves the set along; two also stretch it.
function drag(event, before) {
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    if (others.length) pinch(others[0], before, event.offsetX);
    else show(view.from - (event.offsetX - before) / perSecond());
    dragged += Math.abs(event.offsetX - before);
    fingers.set(event.pointerId, event.offsetX);
    again();
}

function pinch(still, before, now) {
    const apart = Math.max(10, Math.abs(now - still));
    zoom(Math.max(10, Math.abs(before - still)) / apart, toTime(still));
}

function onUp(event) {
    fingers.delete(event.pointerId);
    if (dragged > 6) return;
    point(event);
    if (event.type === "pointerup" && event.offsetX > GUTTER) seek(toTime(event.offsetX));
}

function point(event) {
    const said = tellAt(event.offsetX, event.offsetY);
    if (said) say(said);
    again();
}

function attend() {
    timeline.addEventListener("keydown", onKey);
    timeline.addEventListener("wheel", onWheel, { passive: false });
    timeline.addEventListener("pointerdown", onDown);
    timeline.addEventListener("pointermove", onMove);
    timeline.addEventListener("pointerup", onUp);
    timeline.addEventListener("pointercancel", onUp);
    document.getElementById("tools").addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) perform(button.dataset.do);
    });
}
