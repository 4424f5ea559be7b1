// One line that never moves: how the list stands, what was done, and warnings that stay readable.

import { serverSeconds } from "./clock.js";
import { openDialog } from "./dialogs.js";
import { find, make, write } from "./dom.js";
import { follow, known } from "./state.js";

/** Milliseconds that a warning, and what was done, stay. */
const WARNS = 9000;
const TELLS = 6000;
/** A warning older than this many seconds is no news to a page that has just opened. */
const STALE = 10;

const root = document.documentElement;
const line = find("#line");
const warning = find("#warning");
let timer = 0;
let newest = null;
let unread = 0;

const AWAY = "Barwise is away: showing what was last known";

/** Show `text` instead of the state of the list for a while. */
function flash(kind, text, long) {
    clearTimeout(timer);
    timer = setTimeout(calmDown, long);
    root.dataset.notice = kind;
    const warns = kind === "warning";
    warning.hidden = !warns;
    write(warning, warns ? text : "");
    write(line, warns ? "" : text);
}

function calmDown() {
    delete root.dataset.notice;
    warning.hidden = true;
    find("#take-back").hidden = true;
    showLine();
}

function showLine() {
    if (root.dataset.notice) return;
    write(line, known("link") === "away" ? AWAY : state());
}

function state() {
    const list = known("list");
    if (!list) return "";
    const { locked, role } = known("settings") ?? {};
    const late = list.deadline_met ? "" : " · this list came late";
    return `For bar ${list.bar + 1} · ${role}${locked ? " · locked" : ""}${late}`;
}

function showLink() {
    const link = known("link");
    root.dataset.link = link;
    write(find("#link-word"), link === "here" ? "connected" : link);
    if (link === "away") calmDown();
    showLine();
}

function showLate() {
    root.dataset.late = known("list")?.deadline_met === false;
    root.dataset.locked = known("settings")?.locked ?? false;
    showLine();
}

// --- warnings -----------------------------------------------------------------------------------

function showProblems() {
    const last = known("problems").at(-1);
    if (!last || last.time === newest) return;
    const first = newest === null;
    newest = last.time;
    const now = serverSeconds();
    if (first && (now === null || now - last.time > STALE)) return;
    count(unread + 1);
    flash("warning", last.text, WARNS);
}

function count(number) {
    unread = number;
    const badge = find("#messages-count");
    badge.hidden = number === 0;
    write(badge, number);
    find("#messages-open").setAttribute("aria-label", `Messages: ${known("link")}${number ? `, ${number} new` : ""}`);
}

function showDone() {
    const { text, undo = false } = known("did");
    flash("did", text, TELLS);
    find("#take-back").hidden = !undo;
    write(find("#told"), text);
}

const list = (items, none) => (items.length ? make("ul", {}, ...items) : make("p", {}, none));

function openMessages() {
    count(0);
    const problems = known("problems", []).toReversed().map(({ text }) => make("li", { class: "problem" }, text));
    const parts = Object.entries(known("status", {}))
        .map(([what, text]) => make("li", {}, make("b", {}, what), ` ${text}`));
    openDialog("messages", "Messages", make("h3", {}, "Warnings"), list(problems, "None so far."),
        make("h3", {}, "Parts"), list(parts, "Nothing said yet."));
}

find("#messages-open").onclick = openMessages;
follow("list settings", showLate);
follow("link", showLink);
follow("problems", showProblems);
follow("refused", () => flash("warning", known("refused"), WARNS));
follow("unsent", () => flash("warning", "Barwise is away: that was not done", TELLS));
follow("did", showDone);
follow("heardOf", () => write(find("#told"), known("heardOf")));
count(0);
