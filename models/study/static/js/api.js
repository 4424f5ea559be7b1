// What a rater can ask and tell.

import * as outbox from "./outbox.js";
import { ask, rater } from "./server.js";

export async function about() {
  return (await ask("/study")).json();
}

/** The groups as this rater meets them, or null for somebody new. */
export async function sheets() {
  if (!rater.id) return null;
  await outbox.emptied();
  const answer = await ask("/rater");
  if (answer.ok) return (await answer.json()).groups;
  forget();
  return null;
}

export async function begin(age, training) {
  const answer = await ask("/raters", "POST", { age, training });
  if (!answer.ok) throw new Error(await answer.text());
  rater.remember((await answer.json()).rater);
}

export async function withdraw() {
  outbox.clear();
  await ask("/rater", "DELETE");
  forget();
}

function forget() {
  outbox.clear();
  rater.forget();
}

export const heard = (clip) => outbox.put(`/heard/${clip}`);
export const answer = (clip, scale, value) => outbox.put(`/answers/${clip}/${scale}`, { value });
export const allKept = outbox.emptied;
