// Which part of the set is on show, and how seconds become pixels.

const GUTTER = 76;
const LEAST_SECONDS = 2;
const view = { from: 0, to: set.seconds, width: 800 };

const plotWidth = () => Math.max(1, view.width - GUTTER);
const perSecond = () => plotWidth() / (view.to - view.from);
const toX = (time) => GUTTER + (time - view.from) * perSecond();
const toTime = (x) => view.from + (x - GUTTER) / perSecond();

// `factor` below 1 shows less, larger; the moment at `time` stays where it is.
function zoom(factor, time = (view.from + view.to) / 2) {
    const least = Math.min(LEAST_SECONDS, set.seconds);
    const span = Math.min(Math.max((view.to - view.from) * factor, least), set.seconds);
    const share = (time - view.from) / (view.to - view.from);
    show(time - share * span, span);
}

function show(from, span = view.to - view.from) {
    view.from = Math.min(Math.max(from, 0), set.seconds - span);
    view.to = view.from + span;
}

function move(share) {
    show(view.from + share * (view.to - view.from));
}

function showAll() {
    show(0, set.seconds);
}

// As little as is needed to have it in sight.
function reveal(from, to) {
    const span = view.to - view.from;
    if (from < view.from || from > view.to) show((from + Math.min(to, from + span)) / 2 - span / 2, span);
}
