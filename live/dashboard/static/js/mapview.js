// Which part of the map is seen: pure arithmetic between map (0..1) and pixels.

export const WHOLE = { x: 0.5, y: 0.5, zoom: 1 };
const MOST_ZOOM = 40;
/** The map ends this much, of its size, before the edge of the frame. */
const MARGIN = 0.06;

const scale = (size, zoom) => size * zoom * (1 - 2 * MARGIN);
const within = (value, low, high) => Math.min(Math.max(value, low), high);

/** Pixels of the point (`x`, `y`) of the map in a frame of `width` by `height`. */
export function toPixels(view, frame, x, y) {
    return [
        (x - view.x) * scale(frame.width, view.zoom) + frame.width / 2,
        (y - view.y) * scale(frame.height, view.zoom) + frame.height / 2,
    ];
}

export function toMap(view, frame, left, top) {
    return [
        (left - frame.width / 2) / scale(frame.width, view.zoom) + view.x,
        (top - frame.height / 2) / scale(frame.height, view.zoom) + view.y,
    ];
}

/** The view after a drag by so many pixels. */
export function panned(view, frame, right, down) {
    return {
        ...view,
        x: within(view.x - right / scale(frame.width, view.zoom), 0, 1),
        y: within(view.y - down / scale(frame.height, view.zoom), 0, 1),
    };
}

/** The view `factor` nearer, with what is at the pixel (`left`, `top`) staying there. */
export function zoomed(view, frame, factor, left = frame.width / 2, top = frame.height / 2) {
    const zoom = within(view.zoom * factor, 1, MOST_ZOOM);
    const [x, y] = toMap(view, frame, left, top);
    const nearer = { ...view, zoom };
    const [nowLeft, nowTop] = toPixels(nearer, frame, x, y);
    return panned(nearer, frame, left - nowLeft, top - nowTop);
}
