// One loop of the library, near: what it is, and what can be done with it.

import { correct } from "./correct.js";
import { fade, find, icon, make } from "./dom.js";
import { hearLoop, isHeard } from "./hear.js";
import { send } from "./link.js";
import { nameTag } from "./name.js";
import { mark } from "./roles.js";
import { follow, take } from "./state.js";
import { drawWave } from "./waves.js";
import { length, shortName, tempo } from "./words.js";

const panel = find("#picked");

/** Show loop `id`; `closed()` is called when the performer has seen enough. */
export async function showPicked(id, closed) {
    const answer = await fetch(`/loop/${id}`).catch(() => null);
    if (!answer?.ok) return;
    const loop = await answer.json();
    panel.replaceChildren(...content(loop, closed));
    panel.dataset.id = id;
    panel.dataset.role = loop.role;
    panel.hidden = false;
    showHeard();
    drawWave(find(".wave", panel), loop);
    fade(panel);
}

function content(loop, closed) {
    const close = () => {
        panel.hidden = true;
        closed();
    };
    return [
        make("h3", {}, mark(loop.role), nameTag(loop.name)),
        make(
            "button",
            { type: "button", class: "close", "aria-label": "Close", click: close },
            icon("reject"),
        ),
        make("p", { class: "facts" }, facts(loop)),
        make("canvas", { class: "wave", "aria-hidden": "true" }),
        make("div", { class: "do" }, ...buttons(loop)),
    ];
}

function facts(loop) {
    const role = loop.said ? `${loop.role} (said by you)` : loop.role;
    const size = length(loop.beats, loop.beats_per_bar);
    return [role, loop.key, `${tempo(loop.bpm)} bpm`, size, loop.pack].filter(Boolean).join(" · ");
}

function buttons(loop) {
    const button = (does, word, sign, click) =>
        make("button", { type: "button", "data-does": does, click }, icon(sign), word);
    return [
        button("hear", "Hear", "preview", () => hearLoop(loop)),
        button("pick", "To the list", "pick", () => pick(loop)),
        button("correct", "Role", "role", () => correct(loop)),
    ];
}

function pick(loop) {
    if (send("/barwise/pick", loop.id))
        take({ did: { text: `${shortName(loop.name)} heads the list` } });
}

/** After a correction it is shown as it is now. */
export function renewPicked(closed) {
    if (!panel.hidden) showPicked(Number(panel.dataset.id), closed);
}

function showHeard() {
    find("[data-does=hear]", panel)?.setAttribute(
        "aria-pressed",
        isHeard(Number(panel.dataset.id)),
    );
}

follow("cue sounding", showHeard);
