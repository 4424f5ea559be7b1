// Begins.

let due = false;

// Draw once before the next frame, however often it is asked for.
function again() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
        due = false;
        draw();
    });
}

// On paper: the whole set, dark on light.
function onPaper(is) {
    document.documentElement.classList.toggle("paper", is);
    if (is) showAll();
    readColours();
    draw();
}

readColours();
attend();
listen();
onOpening("offered", offeredTable);
onOpening("marks", marksTable);
new ResizeObserver(again).observe(timeline);
window.addEventListener("beforeprint", () => onPaper(true));
window.addEventListener("afterprint", () => onPaper(false));
draw();
