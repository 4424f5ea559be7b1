// What a person must know before taking part, and the two things that are asked of them.

import { begin } from "./api.js";
import { make, say, show } from "./dom.js";

const SECONDS_A_QUESTION = 3;

export function welcome(study, next) {
  show(
    make("h1", {}, "Which loops go together?"),
    make("p", {}, whatFor(study)),
    make("h2", {}, "Before you begin"),
    list(...promises(study)),
    form(study, next),
  );
}

function whatFor({ groups, clips, seconds, scales }) {
  const minutes = Math.ceil((groups * clips * (seconds + SECONDS_A_QUESTION * scales.length)) / 60);
  return `You hear ${groups} short loops, each with ${clips} others that a computer or a musician put `
    + `beside it, and say how well they go together. It takes about ${minutes} minutes. Use headphones `
    + "if you can, in a quiet place, and set a comfortable volume first: all clips are equally loud.";
}

function promises({ contact }) {
  return [
    "Kept are your answers, which clips you have heard, and the two bands below.",
    "Not kept are your name, your address, the time, or anything else about you or your device. "
      + "There are no cookies; your browser remembers a random number so that you can go on later.",
    "Answers are used to compare methods, and may be published without saying who gave them.",
    "You may stop at any time by closing the page. “Withdraw” deletes all that was kept of you, at once.",
    ...(contact ? [`Questions: ${contact}`] : []),
  ];
}

function list(...lines) {
  return make("ul", {}, ...lines.map((line) => make("li", {}, line)));
}

function form({ ages, training }, next) {
  return make(
    "form",
    { onsubmit: (event) => sent(event, next) },
    choice("age", "Your age", ages),
    choice("training", "Years of musical training: lessons, school or practice with a plan", training),
    make(
      "label",
      { class: "tick" },
      make("input", { type: "checkbox", name: "consent", required: "" }),
      make("span", {}, "I have read this, am 18 or older, and take part of my own free will."),
    ),
    make("button", { class: "main" }, "Begin"),
  );
}

function choice(name, label, values) {
  const options = values.map((value) => make("option", {}, value));
  const none = make("option", { value: "" }, "choose …");
  return make("label", {}, label, make("select", { name, required: "" }, none, ...options));
}

async function sent(event, next) {
  event.preventDefault();
  const said = new FormData(event.target);
  try {
    await begin(said.get("age"), said.get("training"));
    next();
  } catch {
    say("The server cannot be reached. Try again in a moment.");
  }
}
