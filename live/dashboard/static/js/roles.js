// The six roles: a colour, a shape and a letter each, so that no one of them is needed to tell.

import { make, write } from "./dom.js";

export const ROLES = ["percussion", "bass", "chord", "melody", "fx", "voice"];

/** What there is to want, in the order in which `r` goes through it. */
export const WANTS = ["auto", ...ROLES, "any"];

export const letter = (role) => role[0].toUpperCase();

/** The sign of a role; its shape and colour are those of its style sheet. */
export function mark(role = "") {
    const sign = make("span", { class: "mark", "aria-hidden": "true" });
    if (role) remark(sign, role);
    return sign;
}

export function remark(sign, role) {
    sign.dataset.role = role;
    write(sign, letter(role));
}

/** The colour of a role as canvases want it. */
export function colour(role) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${role}`).trim();
}
