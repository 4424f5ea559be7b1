// The lanes from top to bottom: where each begins, and how high it is.

const ROW = { slot: 24, offer: 13, heard: 9 };
const longest = set.lists.reduce((most, list) => Math.max(most, list.offers.length), 1);

const lanes = (() => {
    const made = [["bars", "bar", 26]];
    set.lanes.forEach((name, index) => made.push([`slot${index}`, name, ROW.slot]));
    made.push(["offers", "offered", longest * ROW.offer]);
    made.push(["tempo", "tempo", 46], ["keys", "key", 24], ["heard", "heard", ROLES.length * ROW.heard], ["marks", "events", 24]);
    let top = 0;
    return made.map(([id, name, height]) => {
        const lane = { id, name, top, height };
        top += height + 8;
        return lane;
    });
})();

const lane = Object.fromEntries(lanes.map((one) => [one.id, one]));
const fullHeight = lanes.at(-1).top + lanes.at(-1).height + 8;

function laneAt(y) {
    return lanes.find((one) => y >= one.top && y < one.top + one.height);
}
