// The slots of the player: what sounds, how far it is, and what begins or ends when.

import { fade, find, stamped, write } from "./dom.js";
import { everyFrame } from "./frames.js";
import { cursor } from "./gestures.js";
import { send } from "./link.js";
import { rename } from "./name.js";
import { remark } from "./roles.js";
import { follow, slots, take } from "./state.js";
import { drawWave } from "./waves.js";
import { way } from "./way.js";
import { shortName } from "./words.js";

const rows = find("#slot-rows");
const showAll = find("#all-slots");

function newRow(index) {
    const row = stamped("slot");
    row.dataset.slot = index;
    write(find(".number", row), index.toString(16));
    row.curtain = find(".way i", row);
    row.count = find(".count", row);
    find(".end", row).onclick = () => send("/barwise/stop", index);
    find(".here", row).onclick = () => send("/barwise/accept", cursor(), index);
    return row;
}

function show() {
    const all = slots();
    while (rows.children.length < all.length) rows.append(newRow(rows.children.length));
    all.forEach((slot) => showRow(rows.children[slot.index], slot));
    showUsed(all);
}

/** What is used and one place more, or all of them. */
function showUsed(all) {
    const spare = all.find((slot) => slot.state === "empty")?.index;
    const whole = isPressed(showAll);
    all.forEach(({ index, state }) => {
        rows.children[index].hidden = state === "empty" && index !== spare && !whole;
    });
}

const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

function showRow(row, slot) {
    const before = row.holds;
    row.holds = slot;
    if (JSON.stringify(before) === JSON.stringify(slot)) return;
    row.dataset.state = slot.state;
    if (slot.loop) showLoop(row, slot.loop, before?.loop?.id !== slot.loop.id);
    label(row, slot);
    if (before) tell(slot, before);
}

function showLoop(row, loop, isOther) {
    row.dataset.role = loop.role;
    remark(find(".mark", row), loop.role);
    write(find(".key", row), loop.key);
    if (!isOther) return;
    rename(find(".name", row), loop.name);
    drawWave(find(".wave", row), loop);
    fade(row);
}

function label(row, { index, state, loop }) {
    const name = loop ? shortName(loop.name) : "";
    find(".end", row).setAttribute("aria-label", `Stop ${name} in slot ${index}`);
    find(".here", row).setAttribute("aria-label", `Accept into slot ${index}`);
    row.setAttribute("aria-label", `Slot ${index}: ${state} ${name}`);
}

/** For who listens to the screen: what begins and ends. */
function tell({ index, state, loop }, before) {
    const name = shortName((loop ?? before.loop).name);
    if (state !== before.state)
        take({ heardOf: `Slot ${index}: ${name} ${state === "empty" ? "ended" : state}` });
}

function draw(beat) {
    [...rows.children].filter((row) => row.holds.loop).forEach((row) => drawWay(row, beat));
}

function drawWay(row, beat) {
    const { share, word } = way(row.holds, beat);
    row.curtain.style.transform = `translateX(${(100 * share).toFixed(2)}%)`;
    write(row.count, word);
}

showAll.onclick = () => {
    showAll.setAttribute("aria-pressed", !isPressed(showAll));
    showUsed(slots());
};
everyFrame(draw);
follow("slots", show);
