// One clip at a time, from its beginning; who has heard nearly all of it has heard it.

const NEARLY_ALL = 0.9;

export class Player {
  #sounds = new Map();
  #playing = null;
  #turn = 0;

  /** `told` is called when what plays changes, `heard(id)` when a clip was heard. */
  constructor(told, heard) {
    this.told = told;
    this.heard = heard;
  }

  get playing() {
    return this.#playing;
  }

  /** Fetch clips before they are asked for, and let go of all others. */
  load(ids) {
    this.stop();
    this.#sounds = new Map(ids.map((id) => [id, this.#sound(id)]));
  }

  toggle(id) {
    const again = this.#playing === id;
    this.stop();
    if (!again) this.#start(id);
  }

  stop() {
    this.#sounds.get(this.#playing)?.pause();
    this.#playing = null;
    this.told();
  }

  #start(id) {
    const sound = this.#sounds.get(id);
    const turn = (this.#turn += 1);
    this.#playing = id;
    sound.currentTime = 0;
    // Who is stopped before they began fails as well: that must not stop whoever plays by then.
    sound.play().catch(() => turn === this.#turn && this.stop());
    this.told();
  }

  #sound(id) {
    const sound = new Audio(`/clips/${id}`);
    sound.preload = "auto";
    sound.addEventListener("timeupdate", () => this.#went(id, sound));
    return sound;
  }

  /** A clip that was let go of may still have something to say: nobody listens. */
  #went(id, sound) {
    if (this.#sounds.get(id) !== sound) return;
    if (sound.ended || seconds(sound) > NEARLY_ALL * sound.duration) this.heard(id);
    if (sound.ended && this.#playing === id) this.stop();
  }
}

/** How much of `sound` was played, each moment once. */
function seconds({ played }) {
  let total = 0;
  for (let i = 0; i < played.length; i += 1) total += played.end(i) - played.start(i);
  return total;
}
