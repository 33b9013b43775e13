// Which part of a page is seen? A view is {zoom, x, y}: how often as large as where all of it fits, and what stands in the middle, in shares of
// its width and height, so that it stays the same when the page or the window is another one.

export const WHOLE_PAGE = { zoom: 1, x: 0.5, y: 0.5 };
const MOST_ZOOM = 16, PAGE_MARGIN = 18; // CSS pixels round a page that fits: a corner at its end can be taken hold of

/** content: [w, h] of the page in pixels of its own; port: of the window onto it, in CSS pixels.
 * @param {number[]} content
 * @param {number[]} port */
const fitScale = ([w, h], [pw, ph]) => Math.max(1e-6, Math.min((pw - 2 * PAGE_MARGIN) / w, (ph - 2 * PAGE_MARGIN) / h));

export function heldView(view, content, port) {
  const zoom = Math.max(1, Math.min(MOST_ZOOM, view.zoom)), scale = fitScale(content, port) * zoom;
  const held = (share, length, room) => {
    const half = (room / 2 - PAGE_MARGIN) / scale / length; // of what is seen to either side of the middle
    return half >= 0.5 ? 0.5 : Math.max(half, Math.min(1 - half, share));
  };
  return { zoom, x: held(view.x, content[0], port[0]), y: held(view.y, content[1], port[1]) };
}

// {scale: CSS pixels for one of the page, left, top: where the page's first pixel stands}.
export function placed(view, content, port) {
  const scale = fitScale(content, port) * view.zoom;
  return { scale, left: port[0] / 2 - view.x * content[0] * scale, top: port[1] / 2 - view.y * content[1] * scale };
}

/** @param {{scale: number, left: number, top: number}} at
 * @param {number[]} place */
export const toPage = ({ scale, left, top }, [x, y]) => [(x - left) / scale, (y - top) / scale];
/** @param {{scale: number, left: number, top: number}} at
 * @param {number[]} place */
export const toPort = ({ scale, left, top }, [x, y]) => [left + x * scale, top + y * scale];

export function panned(view, content, port, dx, dy) {
  const { scale } = placed(view, content, port);
  return heldView({ ...view, x: view.x - dx / scale / content[0], y: view.y - dy / scale / content[1] }, content, port);
}

/** The place under the hand stays under it.
 * @param {{zoom: number, x: number, y: number}} view
 * @param {number[]} content
 * @param {number[]} port
 * @param {number} factor
 * @param {number[]} [at] */
export function zoomed(view, content, port, factor, at = [port[0] / 2, port[1] / 2]) {
  const under = toPage(placed(view, content, port), at), next = { ...view, zoom: Math.max(1, Math.min(MOST_ZOOM, view.zoom * factor)) };
  const { scale } = placed(next, content, port);
  const middle = [0, 1].map((c) => (under[c] + (port[c] / 2 - at[c]) / scale) / content[c]);
  return heldView({ zoom: next.zoom, x: middle[0], y: middle[1] }, content, port);
}
