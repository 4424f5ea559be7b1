// The signs of the roles as canvases draw them: a role is told by its shape, too.

const TURN = 2 * Math.PI;

/** Corners of a regular polygon, the first at angle `from` (0 is right), as parts of the radius. */
function polygon(corners, from) {
    return Array.from({ length: corners }, (_, corner) => {
        const angle = from + (corner / corners) * TURN;
        return [Math.cos(angle), Math.sin(angle)];
    });
}

const CORNERS = {
    percussion: polygon(4, TURN / 8),
    chord: polygon(6, 0),
    melody: polygon(3, -TURN / 4),
    fx: polygon(4, 0),
    voice: polygon(5, -TURN / 4),
};

/** Begin a path around the sign of `role` at (`x`, `y`). */
export function outlineOf(pen, role, x, y, radius) {
    pen.beginPath();
    if (role === "bass") pen.arc(x, y, radius * 0.9, 0, TURN);
    else
        CORNERS[role].forEach(([right, down]) => pen.lineTo(x + right * radius, y + down * radius));
    pen.closePath();
}

/** A small picture of the sign, to be stamped thousands of times. */
export function stamp(role, colour, radius, dense) {
    const size = Math.ceil(2 * (radius + 1) * dense);
    const picture = new OffscreenCanvas(size, size);
    const pen = picture.getContext("2d");
    pen.scale(dense, dense);
    pen.fillStyle = colour;
    outlineOf(pen, role, radius + 1, radius + 1, radius);
    pen.fill();
    return picture;
}
