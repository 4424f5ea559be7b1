// What lies under a point of the timeline, told; and the loop that is selected.

let selected = null;

function tellAt(x, y) {
    const row = laneAt(y);
    if (!row || x < GUTTER) return "";
    const time = toTime(x);
    if (row.id.startsWith("slot")) return tellSlot(Number(row.id.slice(4)), time);
    const tell = { offers: tellOfferAt, tempo: tellTempo, keys: tellKey, heard: tellHeardAt, marks: tellMarksAt }[row.id];
    return (tell && tell(time, y - row.top)) || `${barAt(time)} · ${clock(time)}`;
}

function tellSlot(index, time) {
    const block = set.blocks.find((one) => one.lane === index && one.start <= time && time < one.end);
    if (block) selected = block;
    return block ? tellBlock(block) : `${set.lanes[index]} is empty · ${barAt(time)}`;
}

function at(list, time) {
    return list[lastBefore(list, time, (one) => one.time)];
}

function tellOfferAt(time, y) {
    const list = at(set.lists, time);
    const place = Math.floor(y / ROW.offer);
    return list && place < list.offers.length ? tellOffer(list, place) : "";
}

function tellTempo(time) {
    const found = set.tempo[lastBefore(set.tempo, time, ([from]) => from)];
    return found ? `${found[1].toFixed(2)} bpm · ${barAt(time)}` : "";
}

function tellKey(time) {
    const found = set.keys.find(([from, to]) => from <= time && time < to);
    return found ? `${found[2]} · ${barAt(time)}` : "";
}

function tellHeardAt(time) {
    const heard = at(set.heard, time);
    return heard ? tellHeard(heard) : "";
}

function tellMarksAt(time) {
    const near = 5 / perSecond();
    return set.marks.filter((mark) => Math.abs(mark.time - time) < near).slice(0, 3).map(tellMark).join(" — ");
}

function select(by) {
    const index = set.blocks.indexOf(selected);
    const next = Math.min(Math.max(index + by, 0), set.blocks.length - 1);
    if (!set.blocks.length) return;
    selected = set.blocks[next];
    reveal(selected.start, selected.end);
    say(tellBlock(selected));
}

function say(line) {
    document.getElementById("told").textContent = line;
}
