// What was said and the server has not kept yet. It outlives a reload and a server that is away, and
// goes out in the order in which it was said: nothing is rated before it was heard.

import { say } from "./dom.js";
import { ask } from "./server.js";

const BOX = "barwise-study-outbox";
const RETRY_MS = 2000;

let waiting = JSON.parse(localStorage.getItem(BOX) ?? "[]");
let sending = null;

export function put(path, body) {
  remember([...waiting, [path, body]]);
  emptied();
}

/** Waits until the server has kept all of it. */
export function emptied() {
  sending ??= send().finally(() => {
    sending = null;
  });
  return sending;
}

export function clear() {
  remember([]);
}

function remember(all) {
  waiting = all;
  localStorage.setItem(BOX, JSON.stringify(waiting));
}

async function send() {
  while (waiting.length) {
    await untilKept(...waiting[0]);
    remember(waiting.slice(1));
  }
}

async function untilKept(path, body) {
  for (;;) {
    const answer = await ask(path, "PUT", body).catch(() => null);
    if (answer?.ok) return;
    if (answer && answer.status < 500) return say("That was not kept. Load this page again.");
    say("Not kept yet: the server cannot be reached. Trying again …");
    await new Promise((wake) => setTimeout(wake, RETRY_MS));
    say();
  }
}
