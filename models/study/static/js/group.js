// The page of one group: the loop alone, the clips, and the questions of the clip at hand.

import { make, show } from "./dom.js";

/** Draw `sheet`; `act` has what a press does, `place` is { number, of } of the group. */
export function draw(sheet, place, playing, act) {
  show(
    heading(place),
    button(label(playing === sheet.source, "The loop alone"), () => act.play(sheet.source)),
    make("div", { class: "clips", role: "group", "aria-label": "Clips" }, ...tabs(sheet, act)),
    panel(sheet, playing, act),
    foot(sheet, place, act),
    keys(),
  );
}

/** Put the focus where the rater is. */
export function focus(sheet) {
  document.querySelector(`[data-scale="${sheet.name}"]`)?.focus();
}

function heading({ number, of }) {
  const name = `Group ${number} of ${of}`;
  const bar = make("progress", { value: number - 1, max: of, "aria-label": "Groups that are done" });
  return make("header", {}, make("h1", {}, name), bar);
}

function tabs(sheet, act) {
  return sheet.clips.map((id, place) => make(
    "button",
    {
      type: "button",
      class: sheet.isRated(id) ? "done" : "",
      "aria-current": place === sheet.clip,
      onclick: () => act.select(place),
    },
    `Clip ${place + 1}`,
    make("small", {}, state(sheet, id)),
  ));
}

function state(sheet, id) {
  if (sheet.isRated(id)) return "rated ✓";
  if (!sheet.isHeard(id)) return "not heard";
  return `${sheet.answers.get(id).size} of ${sheet.scales.length}`;
}

function panel(sheet, playing, act) {
  const name = `Clip ${sheet.clip + 1}`;
  const play = button(label(playing === sheet.id, name), () => act.play(sheet.id), "main");
  return make(
    "section",
    { class: "panel", "aria-label": name },
    make("header", {}, make("h2", {}, name), play),
    !sheet.isHeard(sheet.id) && make("p", { class: "soft" }, "Hear it to its end, then rate it."),
    ...sheet.scales.map((scale, place) => question(sheet, scale, place, act)),
  );
}

function question(sheet, { name, question: text, least, most }, place, act) {
  const head = `question-${name}`;
  return make(
    "div",
    { class: "question", role: "group", "aria-labelledby": head, tabindex: "-1", "data-scale": name },
    make("p", { id: head }, text),
    make("div", { class: "points" }, ...[1, 2, 3, 4, 5].map((value) => point(sheet, name, place, value, act))),
    make("div", { class: "ends" }, make("span", {}, least), make("span", {}, most)),
  );
}

function point(sheet, name, place, value, act) {
  const attributes = {
    type: "button",
    "aria-pressed": sheet.answers.get(sheet.id).get(name) === value,
    "aria-disabled": !sheet.isHeard(sheet.id),
    onclick: () => act.rate(value, place),
  };
  return make("button", attributes, String(value));
}

function foot(sheet, { number, of }, act) {
  const next = number === of ? "Finish" : "Next group";
  const forward = make(
    "button",
    { type: "button", class: "main", "aria-disabled": !sheet.isDone, onclick: act.next },
    next,
  );
  return make("div", { class: "foot" }, forward, button("Withdraw", act.withdraw, "quiet"));
}

function keys() {
  const key = (name) => make("kbd", {}, name);
  return make(
    "p",
    { class: "keys" },
    key("space"), " play, ", key("0"), " the loop alone, ", key("1"), " to ", key("5"), " rate, ",
    key("↑"), " ", key("↓"), " question, ", key("←"), " ", key("→"), " clip, ", key("n"), " next group",
  );
}

function button(text, onclick, kind = "") {
  return make("button", { type: "button", class: kind, onclick }, text);
}

function label(isPlaying, what) {
  return isPlaying ? `■ Stop` : `▶ ${what}`;
}
