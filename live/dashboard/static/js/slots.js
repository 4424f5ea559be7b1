// The slots of the player: what sounds, how far it is, and what begins or ends when.

import { fade, find, icon, make, write } from "./dom.js";
import { everyFrame } from "./frames.js";
import { cursor } from "./gestures.js";
import { send } from "./link.js";
import { nameTag, rename } from "./name.js";
import { mark, remark } from "./roles.js";
import { follow, known, slots, take } from "./state.js";
import { beatsPerBar } from "./clock.js";
import { drawWave } from "./waves.js";
import { shortName } from "./words.js";

const rows = find("#slot-rows");
const showAll = find("#all-slots");

function newRow(index) {
    return make("li", { class: "slot", "data-slot": index },
        make("b", { class: "number" }, index.toString(16)), mark(), nameTag(),
        make("span", { class: "key" }), make("span", { class: "count" }),
        make("div", { class: "way" }, make("canvas", { class: "wave", "aria-hidden": "true" }), make("i")),
        make("button", { type: "button", class: "end", click: () => send("/barwise/stop", index) }, icon("stop")),
        make("button", { type: "button", class: "here", click: () => send("/barwise/accept", cursor(), index) }, "Accept here"));
}

function show() {
    const all = slots();
    for (let index = rows.children.length; index < all.length; index += 1) rows.append(newRow(index));
    all.forEach((slot) => showRow(rows.children[slot.index], slot));
    const spare = all.find((slot) => slot.state === "empty")?.index;
    all.forEach(({ index, state }) => {
        rows.children[index].hidden = state === "empty" && index !== spare && !isPressed(showAll);
    });
}

const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

function showRow(row, slot) {
    const before = row.holds;
    row.holds = slot;
    if (before && JSON.stringify(before) === JSON.stringify(slot)) return;
    row.dataset.state = slot.state;
    row.dataset.role = slot.loop?.role ?? "";
    write(row.querySelector(".key"), slot.loop?.key ?? "");
    if (slot.loop) showLoop(row, slot.loop, before?.loop?.id !== slot.loop.id);
    label(row, slot);
    if (before && before.state !== slot.state) tell(slot, before);
}

function showLoop(row, loop, other) {
    remark(find(".mark", row), loop.role);
    if (!other) return;
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
function tell(slot, before) {
    const loop = slot.loop ?? before.loop;
    if (loop) take({ heardOf: `Slot ${slot.index}: ${shortName(loop.name)} ${slot.state === "empty" ? "ended" : slot.state}` });
}

// --- every frame --------------------------------------------------------------------------------

function draw(beat) {
    [...rows.children].forEach((row) => row.holds?.loop && drawRow(row, row.holds, beat));
}

function drawRow(row, slot, beat) {
    const { share, word } = beat === null ? { share: 0, word: slot.state } : WAYS[slot.state](slot, beat);
    row.querySelector(".way i").style.transform = `scaleX(${share.toFixed(4)})`;
    write(row.querySelector(".count"), word);
}

const WAYS = {
    queued: (slot, beat) => ({ share: through(slot, beat), word: `in ${beatsUntil(slot, beat)}` }),
    stopping: (slot, beat) => ({ share: through(slot, beat), word: `ends in ${beatsUntil(slot, beat)}` }),
    playing: wayOfLoop,
};

const beatsUntil = ({ at_beat: at }, beat) => Math.max(Math.ceil(at - beat - 1e-6), 0);

/** How far the bar is that is waited for. */
function through({ at_beat: at }, beat) {
    return Math.min(Math.max(1 - (at - beat) / beatsPerBar(), 0), 1);
}

function wayOfLoop({ since, loop }, beat) {
    const { beats, beat_offset: offset = 0 } = loop;
    const at = (((beat - since - offset) % beats) + beats) % beats;
    const bars = Math.ceil(beats / beatsPerBar());
    return { share: at / beats, word: `${Math.floor(at / beatsPerBar()) + 1} of ${bars}` };
}

showAll.onclick = () => {
    showAll.setAttribute("aria-pressed", !isPressed(showAll));
    show();
};
everyFrame(draw);
follow("slots", show);
follow("me", () => known("slots") && show());
