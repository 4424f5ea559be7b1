// The screen stays on while a set is played, where the browser allows it.

let lock = null;

async function hold() {
    if (document.hidden || !("wakeLock" in navigator) || (lock && !lock.released)) return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
}

/** Browsers grant it after a touch, and take it back whenever the page is hidden. */
document.addEventListener("pointerdown", hold);
document.addEventListener("visibilitychange", () => lock && hold());
