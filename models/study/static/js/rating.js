// Rating one group: what presses and keys do, until all of its clips are rated.

import * as api from "./api.js";
import { say } from "./dom.js";
import { draw, focus } from "./group.js";
import { Player } from "./player.js";

export class Rating {
  #player;
  #leaving = false;

  /** `ended` is called when the group is done, `withdraw` when the rater wants to. */
  constructor(sheet, place, ended, withdraw) {
    this.sheet = sheet;
    this.place = place;
    this.ended = ended;
    this.withdraw = withdraw;
    this.#player = new Player(() => this.#draw(), (id) => this.#heard(id));
    this.#player.load([sheet.source, ...sheet.clips]);
    this.#here();
  }

  play(id = this.sheet.id) {
    this.#player.toggle(id);
    this.#here();
  }

  playSource() {
    this.play(this.sheet.source);
  }

  select(clip) {
    this.sheet.select(clip);
    this.#player.stop();
    this.#here();
  }

  turn(step) {
    this.sheet.turn(step);
    this.#player.stop();
    this.#here();
  }

  move(step) {
    this.sheet.move(step);
    this.#here();
  }

  rate(value, scale = this.sheet.scale) {
    if (this.#leaving) return null;
    this.sheet.scale = scale;
    if (!this.sheet.isHeard(this.sheet.id)) return say("Hear the clip to its end first.");
    api.answer(this.sheet.id, this.sheet.name, value);
    this.sheet.rate(value);
    this.#here();
    return say(this.sheet.isDone ? "All clips of this group are rated." : "");
  }

  async next() {
    if (!this.sheet.isDone) return say("Rate all clips of this group first.");
    if (this.#leaving) return null;
    this.#leaving = true;
    this.#player.load([]);
    await api.allKept();
    say();
    return this.ended();
  }

  leave() {
    this.#player.load([]);
    this.withdraw();
  }

  #heard(id) {
    if (id === this.sheet.source || this.sheet.isHeard(id)) return;
    this.sheet.heardIds.add(id);
    api.heard(id);
    this.#draw();
  }

  #here() {
    this.#draw();
    focus(this.sheet);
  }

  /** What had the focus has it again, if it is a question. */
  #draw() {
    const had = document.activeElement?.dataset?.scale;
    draw(this.sheet, this.place, this.#player.playing, {
      play: (id) => this.play(id),
      select: (clip) => this.select(clip),
      rate: (value, scale) => this.rate(value, scale),
      next: () => this.next(),
      withdraw: () => this.leave(),
    });
    if (had) focus(this.sheet);
  }
}
