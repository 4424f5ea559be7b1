// All that the group page does, from the keyboard.

/** What a key does with `act`, by its name. */
const DOES = {
  " ": (act) => act.play(),
  0: (act) => act.playSource(),
  1: (act) => act.rate(1),
  2: (act) => act.rate(2),
  3: (act) => act.rate(3),
  4: (act) => act.rate(4),
  5: (act) => act.rate(5),
  ArrowUp: (act) => act.move(-1),
  ArrowDown: (act) => act.move(1),
  ArrowLeft: (act) => act.turn(-1),
  ArrowRight: (act) => act.turn(1),
  n: (act) => act.next(),
};

/** Listen for keys; `acting` gives what they act on, or null where there is nothing to rate. */
export function listen(acting) {
  document.addEventListener("keydown", (event) => {
    const act = acting();
    const does = DOES[event.key];
    if (!act || !does || event.ctrlKey || event.metaKey || event.altKey || isOwn(event)) return;
    if (event.repeat && !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    does(act);
  });
}

/** A button that has the focus is pressed by the space bar. */
function isOwn({ key, target }) {
  return key === " " && target instanceof HTMLButtonElement;
}
