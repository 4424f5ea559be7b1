// What is said of the thing under a finger: one line.

function tellBlock(block) {
    const loop = set.loops[block.loop];
    const bars = `${barAt(block.start)} to ${barAt(block.end)}, ${clock(block.start)} to ${clock(block.end)}`;
    return words([loop.name, set.lanes[block.lane], loop.role, block.key, fix(block), chosen(block), bars]);
}

function fix(block) {
    const said = [];
    if (block.transpose) said.push(`${signed(block.transpose)} semitones`);
    if (Math.abs(block.stretch - 1) > 0.0005) said.push(`${signed(Math.round(1000 * (block.stretch - 1)) / 10)} % faster`);
    if (block.gain) said.push(`${signed(block.gain)} dB`);
    return said.join(", ").replace(/-([\d.]+) % faster/, "$1 % slower");
}

function chosen(block) {
    if (!block.place) return "";
    return `${block.place} of ${block.among} on the list${block.previewed ? ", previewed" : ""}`;
}

function tellOffer(list, place) {
    const [id, transpose, score] = list.offers[place];
    const loop = set.loops[id];
    const was = list.taken.includes(place) ? "taken" : "offered";
    const shift = transpose ? `${signed(transpose)} semitones` : "";
    return words([`${was}: ${loop.name}`, `${place + 1} of ${list.offers.length}`, loop.role, loop.key, shift, `score ${score}`, late(list), barAt(list.time)]);
}

function late(list) {
    return list.met ? "" : "the list came late";
}

function tellHeard(heard) {
    const roles = heard.roles.map((share, index) => [share, ROLES[index]]).filter(([share]) => share >= 50);
    return words([`hears ${heard.source}`, roles.map(([share, role]) => `${role} ${share} %`).join(", "), heard.key, barAt(heard.time)]);
}

function tellMark(mark) {
    return words([`${mark.kind}: ${mark.text}`, barAt(mark.time), clock(mark.time)]);
}

function words(list) {
    return list.filter(Boolean).join(" · ");
}
