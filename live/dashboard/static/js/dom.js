// Elements in one expression: the page has no framework and needs none.

/** A new element; attributes that are functions are listeners, what is false is left out. */
export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => given(element, name, value));
    element.append(...children);
    return element;
}

function given(element, name, value) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name.startsWith("aria-")) element.setAttribute(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
}

export const find = (selector, within = document) => within.querySelector(selector);

/** Put `text` there unless it is there already: what did not change is not drawn anew. */
export function write(element, text) {
    if (element.textContent !== String(text)) element.textContent = text;
}

/** What changed comes up within 150 ms, or at once where motion is not wanted. */
export function fade(element) {
    if (calm()) return;
    element.animate([{ opacity: 0.15 }, { opacity: 1 }], { duration: 150, easing: "ease-out" });
}

/** The performer, or the system, wants no motion. */
export function calm() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

const ICONS = {
    previous: "M12 4 4 14h16z M4 18h16v3H4z",
    next: "M12 20 4 10h16z M4 3h16v3H4z",
    accept: "M5 3v18l16-9z",
    preview: "M12 3a9 9 0 0 0-9 9v7h6v-8H6a6 6 0 0 1 12 0h-3v8h6v-7a9 9 0 0 0-9-9z",
    reject: "M5 2 12 9l7-7 3 3-7 7 7 7-3 3-7-7-7 7-3-3 7-7-7-7z",
    ban:
        "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM5 12a7 7 0 0 1 11-5.7L6.3 16A7 7 0 0 1 5 12z" +
        "m7 7a7 7 0 0 1-4-1.2L17.8 8A7 7 0 0 1 12 19z",
    favourite: "M12 2l3 7h7l-5.5 4.5L18.5 21 12 16.5 5.5 21l2-7.500L2 9h7z",
    undo: "M10 3 2 10l8 7v-5h4a4 4 0 0 1 0 8h-4v2h4a6 6 0 0 0 0-14h-4z",
    lock: "M7 10V7a5 5 0 0 1 10 0v3h2v12H5V10zM9.5 10h5V7a2.5 2.5 0 0 0-5 0z",
    play: "M6 3v18l15-9z",
    stop: "M4 4h16v16H4z",
    pick: "M3 4h18v3H3z M3 10h10v3H3z M3 16h10v3H3z M16 10h3v4h4v3h-4v4h-3v-4h-4v-3h4z",
    role: "M3 3h9l9 9-9 9-9-9zM7 5.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
    imagine: "M12 1l2.5 7.5L22 11l-7.5 2.5L12 21l-2.5-7.5L2 11l7.5-2.5z",
};

/** A drawing of ours, 24 by 24, in the colour of the text beside it. */
export function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    path.setAttribute("fill-rule", "evenodd");
    svg.append(path);
    return svg;
}

/** A copy of what the template `id` holds, its icons drawn. */
export function stamped(id) {
    const copy = find(`template#${id}`).content.firstElementChild.cloneNode(true);
    copy.querySelectorAll("[data-icon]").forEach((each) => each.prepend(icon(each.dataset.icon)));
    return copy;
}
