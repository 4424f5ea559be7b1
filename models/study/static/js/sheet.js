// What one rater has heard and said of one group, and where they are in it.

export class Sheet {
  clip = 0;
  scale = 0;

  constructor({ source, clips, heard, answers }, scales) {
    this.source = source;
    this.clips = clips;
    this.scales = scales;
    this.heardIds = new Set(heard);
    this.answers = new Map(clips.map((id) => [id, new Map(Object.entries(answers[id] ?? {}))]));
    this.clip = Math.max(0, clips.findIndex((id) => !this.isRated(id)));
    this.scale = this.#firstOpen();
  }

  get id() {
    return this.clips[this.clip];
  }

  get name() {
    return this.scales[this.scale].name;
  }

  get isDone() {
    return this.clips.every((id) => this.isRated(id));
  }

  isHeard(id) {
    return this.heardIds.has(id);
  }

  isRated(id) {
    return this.answers.get(id).size === this.scales.length;
  }

  turn(step) {
    this.select(clamp(this.clip + step, this.clips.length));
  }

  select(clip) {
    this.clip = clip;
    this.scale = this.#firstOpen();
  }

  move(step) {
    this.scale = clamp(this.scale + step, this.scales.length);
  }

  /** Take down an answer to the question where the rater is, and go to the next one. */
  rate(value) {
    this.answers.get(this.id).set(this.name, value);
    this.move(1);
  }

  #firstOpen() {
    const open = this.scales.findIndex(({ name }) => !this.answers.get(this.id).has(name));
    return Math.max(0, open);
  }
}

function clamp(place, length) {
  return Math.min(Math.max(place, 0), length - 1);
}
