// Elements from a few words.

/** An element with attributes, listeners (`onclick`) and children; false and null are left out. */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== false && child !== null));
  return made;
}

/** Put `children` on the page in place of what is there. */
export function show(...children) {
  document.querySelector("#view").replaceChildren(...children);
}

/** Say one line to eyes and screen readers; nothing takes it back. */
export function say(text = "") {
  document.querySelector("#status").textContent = text;
}
