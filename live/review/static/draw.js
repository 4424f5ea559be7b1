// Draws what is on show; nothing that is narrower than a pixel twice.

const canvas = document.querySelector("#timeline canvas");
const pen = canvas.getContext("2d");
const colours = {};

function readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = [...ROLES, "unknown", "ink", "quiet", "edge", "panel", "raised", "alarm", "label"];
    names.forEach((name) => (colours[name] = style.getPropertyValue(`--${name}`).trim()));
}

const roleColour = (loop) => colours[set.loops[loop].role] || colours.unknown;

function draw() {
    size();
    pen.clearRect(0, 0, view.width, fullHeight);
    pen.textBaseline = "middle";
    within(() => {
        drawBars();
        drawStops();
        set.blocks.forEach(drawBlock);
        drawOffers();
        drawTempo();
        set.keys.forEach(drawKey);
        drawHeard();
        set.marks.forEach(drawMark);
        drawCursor();
    });
    drawNames();
}

function size() {
    const scale = window.devicePixelRatio || 1;
    view.width = canvas.parentElement.clientWidth;
    const [wide, high] = [Math.round(view.width * scale), Math.round(fullHeight * scale)];
    if (canvas.width !== wide || canvas.height !== high) {
        Object.assign(canvas, { width: wide, height: high });
        canvas.style.height = `${fullHeight}px`;
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
}

function within(paint) {
    pen.save();
    pen.beginPath();
    pen.rect(GUTTER, 0, plotWidth(), fullHeight);
    pen.clip();
    paint();
    pen.restore();
}

function text(said, x, y, colour, size = 13) {
    pen.fillStyle = colour;
    pen.font = `600 ${size}px system-ui, "DejaVu Sans", sans-serif`;
    pen.fillText(said, x, y);
}

function drawNames() {
    lanes.forEach((one) => text(one.name, 6, one.top + Math.min(one.height, 24) / 2 + 1, colours.quiet));
}

// --- bars ----------------------------------------------------------------------------------------

function drawBars() {
    const step = barStep();
    const first = Math.floor(beatAt(view.from) / set.bar / step) * step;
    const last = beatAt(view.to) / set.bar;
    for (let bar = first; bar <= last; bar += step) {
        const x = toX(timeAt(bar * set.bar));
        pen.fillStyle = colours.edge;
        pen.fillRect(x, 0, 1, fullHeight);
        text(`${bar + 1}`, x + 4, lane.bars.height / 2, colours.quiet);
    }
}

// 1, 2, 4 ... bars: as many as leave room for their numbers.
function barStep() {
    const bars = (beatAt(view.to) - beatAt(view.from)) / set.bar;
    const room = plotWidth() / 56;
    return 2 ** Math.max(0, Math.ceil(Math.log2(bars / room)));
}

function drawStops() {
    pen.fillStyle = colours.raised;
    set.stops.forEach(([from, to]) => pen.fillRect(toX(from), lane.bars.height, toX(to) - toX(from), fullHeight));
}

// --- what played and was offered -----------------------------------------------------------------

const isHidden = (from, to) => to < view.from || from > view.to;

function drawBlock(block) {
    if (isHidden(block.start, block.end)) return;
    const row = lane[`slot${block.lane}`];
    const x = toX(block.start);
    const width = Math.max(1, toX(block.end) - x - 1);
    pen.fillStyle = roleColour(block.loop);
    pen.fillRect(x, row.top, width, row.height);
    if (block === selected) outline(x, row.top, width, row.height);
    label(blockLabel(block), x, row, width);
}

function blockLabel(block) {
    const { name } = set.loops[block.loop];
    return block.transpose ? `${signed(block.transpose)} ${name}` : name;
}

function label(said, x, row, width) {
    const left = Math.max(x, GUTTER);
    const room = x + width - left - 8;
    if (room < 20) return;
    pen.save();
    pen.beginPath();
    pen.rect(left, row.top, room + 4, row.height);
    pen.clip();
    text(said, left + 4, row.top + row.height / 2 + 1, colours.label);
    pen.restore();
}

function outline(x, y, width, height) {
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 3;
    pen.strokeRect(x + 1.5, y + 1.5, Math.max(1, width - 3), height - 3);
}

function drawOffers() {
    let right = -Infinity;
    const first = Math.max(0, lastBefore(set.lists, view.from, (list) => list.time));
    for (let index = first; index < set.lists.length && set.lists[index].time <= view.to; index += 1) {
        const list = set.lists[index];
        const x = toX(list.time);
        if (x < right && !list.taken.length) continue;
        const width = Math.max(1, toX(listEnd(index)) - x - 1);
        list.offers.forEach((offer, place) => drawOffer(offer, place, x, width, list.taken.includes(place)));
        right = x + 1;
    }
}

function listEnd(index) {
    return index + 1 < set.lists.length ? set.lists[index + 1].time : set.seconds;
}

function drawOffer(offer, place, x, width, taken) {
    const row = { top: lane.offers.top + place * ROW.offer, height: ROW.offer - 1 };
    pen.globalAlpha = taken ? 1 : 0.4;
    pen.fillStyle = roleColour(offer[0]);
    pen.fillRect(x, row.top, width, row.height);
    pen.globalAlpha = 1;
    if (!taken) return;
    pen.fillStyle = colours.ink;
    pen.fillRect(x, row.top, Math.min(4, width), row.height);
    label(set.loops[offer[0]].name, x + 2, row, width);
}

// --- tempo, key, what is heard, what happened ----------------------------------------------------

function drawTempo() {
    const { top, height } = lane.tempo;
    const all = set.tempo.map(([, bpm]) => bpm);
    const [low, high] = [Math.min(...all) - 1, Math.max(...all) + 1];
    const toY = (bpm) => top + height - 16 - ((height - 20) * (bpm - low)) / (high - low);
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    set.tempo.forEach(([time, bpm], index) => {
        const until = index + 1 < set.tempo.length ? set.tempo[index + 1][0] : set.seconds;
        pen.lineTo(toX(time), toY(bpm));
        pen.lineTo(toX(until), toY(bpm));
    });
    pen.stroke();
    tempoLabels(top + height);
}

function tempoLabels(bottom) {
    let right = -Infinity;
    set.tempo.forEach(([time, bpm], index) => {
        const x = Math.max(toX(time), GUTTER);
        const next = set.tempo[index + 1];
        if (isHidden(time, next ? next[0] : set.seconds) || x < right) return;
        text(bpm.toFixed(1), x + 4, bottom - 6, colours.quiet, 12);
        right = x + 48;
    });
}

function drawKey([from, to, key]) {
    if (isHidden(from, to)) return;
    const x = toX(from);
    const width = Math.max(1, toX(to) - x - 1);
    pen.fillStyle = colours.quiet;
    pen.fillRect(x, lane.keys.top, width, lane.keys.height);
    label(key, x, lane.keys, width);
}

function drawHeard() {
    let right = -Infinity;
    set.heard.forEach((heard, index) => {
        const until = index + 1 < set.heard.length ? set.heard[index + 1].time : set.seconds;
        const x = toX(heard.time);
        if (isHidden(heard.time, until) || x < right) return;
        heard.roles.forEach((share, role) => {
            pen.globalAlpha = share / 100;
            pen.fillStyle = colours[ROLES[role]];
            pen.fillRect(x, lane.heard.top + role * ROW.heard, Math.max(1, toX(until) - x), ROW.heard - 1);
        });
        pen.globalAlpha = 1;
        right = x + 0.5;
    });
}

function drawMark(mark) {
    if (isHidden(mark.time, mark.time)) return;
    const { top, height } = lane.marks;
    const x = toX(mark.time);
    pen.fillStyle = { problem: colours.alarm, status: colours.quiet }[mark.kind] || colours.ink;
    const high = mark.kind === "problem" ? height : height / 2;
    pen.fillRect(x - 1.5, top + height - high, 3, high);
}

function drawCursor() {
    const time = playedTime();
    if (time === null) return;
    pen.fillStyle = colours.ink;
    pen.fillRect(toX(time) - 1, 0, 2, fullHeight);
}
