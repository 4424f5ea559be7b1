// One line that never moves: how the list stands, what was done, and warnings that stay readable.

import { serverSeconds } from "./clock.js";
import { find, write } from "./dom.js";
import { countOne } from "./messages.js";
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

const AWAY = "Barwise is away: showing what was last known";

/** Show `text` instead of the state of the list for a while. */
function flash(kind, text, long) {
    clearTimeout(timer);
    timer = setTimeout(calmDown, long);
    root.dataset.notice = kind;
    const warns = kind === "warning";
    warning.hidden = !warns;
    find("#take-back").hidden = true;
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
    return `List for bar ${list.bar + 1} · ${role}${locked ? " · locked" : ""}${late}`;
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
    countOne();
    flash("warning", last.text, WARNS);
}

function showDone() {
    const { text, undo = false } = known("did");
    flash("did", text, TELLS);
    find("#take-back").hidden = !undo;
    write(find("#told"), text);
}

follow("list settings", showLate);
follow("link", showLink);
follow("problems", showProblems);
follow("refused", () => flash("warning", known("refused"), WARNS));
follow("unsent", () => flash("warning", "Barwise is away: that was not done", TELLS));
follow("did", showDone);
follow("heardOf", () => write(find("#told"), known("heardOf")));
