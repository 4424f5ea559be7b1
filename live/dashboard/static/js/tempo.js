// The tempo, where the clock takes it from us.

import { openDialog } from "./dialogs.js";
import { find, make } from "./dom.js";
import { send } from "./link.js";
import { known } from "./state.js";
import { tempo } from "./words.js";

const SLOWEST = 20;
const FASTEST = 400;

function field() {
    const now = tempo(known("clock")?.bpm ?? 120);
    return make("input", {
        type: "number",
        min: SLOWEST,
        max: FASTEST,
        step: 0.1,
        value: now,
        inputmode: "decimal",
        "aria-label": "Beats a minute",
    });
}

function open() {
    const bpm = field();
    const set = () => bpm.reportValidity() && send("/barwise/tempo", Number(bpm.value));
    const step = (by) => () => {
        bpm.value = tempo(Number(bpm.value) + by);
        set();
    };
    const button = (word, click) => make("button", { type: "button", click }, word);
    bpm.addEventListener("keydown", (event) => event.key === "Enter" && set());
    const taps = make("button", { type: "button", "data-press": "tap" }, "Tap");
    openDialog(
        "tempo",
        "Tempo",
        make(
            "div",
            { class: "choices" },
            button("− 1", step(-1)),
            bpm,
            button("+ 1", step(1)),
            taps,
            button("Set", set),
        ),
    );
}

find("#tempo-open").onclick = open;
