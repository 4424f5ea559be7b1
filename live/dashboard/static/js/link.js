// The wire to Barwise: it comes back by itself, and what is asked while it is cut is not kept.

import { forgetAnswers, pageSeconds } from "./clock.js";
import { follow, known, take } from "./state.js";

const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;
const PING_EVERY = 1000;
/** Milliseconds of silence after which a wire is taken for dead: a phone that changed rooms. */
const DEAD_AFTER = 3000;

let socket = null;
let wait = FIRST_WAIT;
let retry = 0;
let lastWord = 0;
let version = null;

/** Send to an address of Barwise's OSC protocol; false if nobody is there to hear it. */
export function send(path, ...args) {
    if (socket?.readyState !== WebSocket.OPEN) {
        take({ unsent: path });
        return false;
    }
    socket.send(JSON.stringify({ path, args }));
    return true;
}

/** Connect, and stay connected for as long as the page is open. */
export function connect() {
    setInterval(keepAlive, PING_EVERY);
    addEventListener("online", hurry);
    addEventListener("pageshow", hurry);
    document.addEventListener("visibilitychange", () => document.hidden || hurry());
    open();
}

function open() {
    clearTimeout(retry);
    lastWord = performance.now();
    const mine = new WebSocket(
        `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`,
    );
    socket = mine;
    mine.onopen = () => mine === socket && opened();
    mine.onmessage = ({ data }) => mine === socket && heard(data);
    mine.onclose = () => mine === socket && lost();
}

function opened() {
    forgetAnswers();
    ping();
}

function heard(data) {
    lastWord = performance.now();
    if (known("link") !== "here") {
        wait = FIRST_WAIT;
        take({ link: "here" });
    }
    take(JSON.parse(data));
}

function lost() {
    socket = null;
    take({ link: "away" });
    retry = setTimeout(open, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
    refused();
}

/** A new token is needed: only the page itself can be sent to where it is asked for. */
async function refused() {
    const answer = await fetch("/", { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer && (answer.redirected || [401, 403].includes(answer.status))) location.reload();
}

function hurry() {
    if (socket === null) {
        wait = FIRST_WAIT;
        open();
    } else keepAlive();
}

function keepAlive() {
    if (socket === null) return;
    if (performance.now() - lastWord > DEAD_AFTER) drop();
    else if (socket.readyState === WebSocket.OPEN) ping();
}

/** Closing a wire that nobody holds at the other end takes minutes: let go of it instead. */
function drop() {
    socket.close();
    lost();
}

function ping() {
    socket.send(JSON.stringify({ ping: pageSeconds() }));
}

function renewed() {
    const now = known("me").version;
    if (version !== null && now !== version) location.reload();
    version = now;
}

follow("me", renewed);
