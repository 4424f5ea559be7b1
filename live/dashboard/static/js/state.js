// What Barwise has said, subject by subject, and which parts of the page want to know.

const said = {};
const listeners = [];

/** The last word on `subject`, or `otherwise` before the first. */
export function known(subject, otherwise = null) {
    return said[subject] ?? otherwise;
}

/** `tell()` is called whenever one of `subjects` (names with spaces between) is said anew. */
export function follow(subjects, tell) {
    listeners.push({ subjects: new Set(subjects.split(" ")), tell });
}

/** Take a message of the server: each of its subjects replaces what was known of it. */
export function take(message) {
    Object.assign(said, message);
    const concerned = listeners.filter(({ subjects }) => touches(subjects, message));
    concerned.forEach(({ tell }) => tell());
}

function touches(subjects, message) {
    return Object.keys(message).some((subject) => subjects.has(subject));
}

// --- what several parts ask ---------------------------------------------------------------------

export const suggestions = () => known("list")?.suggestions ?? [];

export const slots = () => known("slots", []);

export const isFavourite = (id) => known("favourites", []).includes(id);

/** What is imagined is numbered from here on, a stranger in the host below 0. */
const FIRST_IMAGINED = 1_000_000_000;

/** Whether the library can be asked about the loop. */
export const isOfLibrary = (id) => id >= 0 && id < FIRST_IMAGINED;

/** The slot that holds the loop, if one does. */
export const slotOf = (id) => slots().find((slot) => slot.loop?.id === id);
