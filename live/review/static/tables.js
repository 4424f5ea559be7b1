// The same in words, made when it is opened: a set of three hours has many lists.

function cell(said, kind = "td") {
    const made = document.createElement(kind);
    made.textContent = said;
    if (kind === "th") made.scope = "col";
    return made;
}

function row(values, kind) {
    const made = document.createElement("tr");
    made.append(...values.map((value) => cell(value, kind)));
    return made;
}

function table(name, columns, rows) {
    const made = document.createElement("table");
    made.createTHead().append(row(columns, "th"));
    made.createTBody().append(...rows.map((values) => row(values)));
    const frame = document.createElement("div");
    frame.className = "wide";
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", name);
    frame.append(made);
    return frame;
}

function listRow(list) {
    const names = list.offers.map(([loop]) => set.loops[loop].name);
    const taken = list.taken.map((place) => names[place]).join(", ");
    return [barAt(list.time), clock(list.time), taken, names.join(", "), late(list)];
}

function offeredTable() {
    return table("What was offered", ["bar", "time", "taken", "the list", ""], set.lists.map(listRow));
}

function marksTable() {
    const rows = set.marks.map((mark) => [barAt(mark.time), clock(mark.time), mark.kind, mark.text]);
    return table("What happened", ["bar", "time", "kind", "what"], rows);
}

function onOpening(id, made) {
    const details = document.getElementById(id);
    details.addEventListener("toggle", () => details.append(made()), { once: true });
}
