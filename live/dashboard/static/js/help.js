// The keys, for who asks with `?`.

import { openDialog } from "./dialogs.js";
import { find, make } from "./dom.js";

const HELP = [
    ["↓ ↑ j k", "through the list"],
    ["1 … 9", "cursor there"],
    ["Enter", "accept: starts on the next bar"],
    ["Space", "preview"],
    ["x", "not now"],
    ["b", "never again"],
    ["f", "favourite"],
    ["u", "undo, exactly"],
    ["s 0 … 9 a … f", "stop that slot"],
    ["r", "role"],
    ["+ = -", "energy"],
    ["[ ]", "surprise"],
    ["l", "lock the list"],
    ["t", "tap the tempo"],
    ["/", "search the library"],
    ["m", "library and back"],
    ["?", "these keys"],
];

function row([keys, does]) {
    const caps = keys.split(" ").map((key) => (key === "…" ? key : make("kbd", {}, key)));
    return make("div", {}, make("dt", {}, ...caps), make("dd", {}, does));
}

export function showKeys() {
    openDialog("keys", "Keys", make("dl", {}, ...HELP.map(row)));
}

find("#keys-open").onclick = showKeys;
