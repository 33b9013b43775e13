// How do the tiles of one step stand side by side? Images in rows, numbers as bars, many numbers as cells.

const INSIDE_GAP = 4; // CSS pixels between images
const MOST_BARS = 96;

// The least and the largest side of an image of so many pixels, in CSS pixels.
function insideSides(pixels) {
  if (pixels <= 4) return [26, 40];
  if (pixels <= 8) return [34, 60];
  if (pixels <= 16) return [40, 84];
  return pixels <= 32 ? [56, 140] : [72, 208];
}

// segments: as in core/blocks/inside.py, with a `label` and `names` of bars. width: there is. Returns {height, parts}; a
// part: {segment, kind, left, top, width, height, columns, side, rects: [x, y, w, h] of tile i at 4 i}.
export function layTiles(segments, width) {
  const parts = [], second = segments[1]?.names ? Math.max(160, segments[1].tiles * 17) : (width - 24) / 2;
  const beside = segments.length === 2 && width >= 560 && second <= 0.6 * (width - 24); // many classes leave no room beside them
  let top = 0, left = 0, height = 0;
  for (const [s, segment] of segments.entries()) {
    let room = width;
    if (beside) {
      room = s === 1 ? second : width - second - 24;
      left = s === 1 ? width - second : 0;
    }
    const part = layPart(segment, room, left, top);
    parts.push(part);
    if (beside) height = Math.max(height, part.height);
    else { top += part.height + (s < segments.length - 1 ? 10 : 0); height = top; }
  }
  return { height, parts };
}

function layPart(segment, room, left, top) {
  const label = segment.label ? 16 : 0, rects = new Float32Array(4 * segment.tiles), from = top + label;
  if (segment.height * segment.width > 1) {
    const [least, largest] = insideSides(segment.width);
    let rows = 1;
    const sideFor = (r) => { const n = Math.ceil(segment.tiles / r); return (room - INSIDE_GAP * (n - 1)) / n; };
    while (rows < segment.tiles && sideFor(rows) < least) rows++;
    const columns = Math.ceil(segment.tiles / rows), side = Math.floor(Math.min(largest, sideFor(rows)));
    for (let i = 0; i < segment.tiles; i++) {
      const x = left + (i % columns) * (side + INSIDE_GAP), y = from + Math.floor(i / columns) * (side + INSIDE_GAP);
      rects.set([x, y, side, side], 4 * i);
    }
    return { segment, kind: "images", left, top, columns, rects, height: label + rows * (side + INSIDE_GAP) - INSIDE_GAP };
  }
  if (segment.tiles <= MOST_BARS && room / segment.tiles >= 3.4) {
    const step = Math.min(30, room / segment.tiles), tall = segment.tall, below = segment.names ? 16 : 0;
    for (let i = 0; i < segment.tiles; i++) rects.set([left + i * step, from, step, tall], 4 * i);
    return { segment, kind: "bars", left, top, columns: segment.tiles, rects, height: label + tall + below };
  }
  let rows = 1;
  const least = segment.tiles > 1024 ? 6 : 11;
  while (rows < segment.tiles && room / Math.ceil(segment.tiles / rows) < least) rows++;
  const columns = Math.ceil(segment.tiles / rows), side = Math.min(24, room / columns);
  for (let i = 0; i < segment.tiles; i++) {
    rects.set([left + (i % columns) * side, from + Math.floor(i / columns) * side, side, side], 4 * i);
  }
  return { segment, kind: "cells", left, top, columns, rects, height: label + Math.ceil(rows * side) };
}

// Which tile of the parts lies at (x, y)? Counted through all parts; -1 for none.
export function tileUnder(parts, x, y) {
  let first = 0;
  for (const { rects, segment } of parts) {
    for (let i = 0; i < segment.tiles; i++) {
      const at = 4 * i;
      if (x >= rects[at] && x <= rects[at] + rects[at + 2] && y >= rects[at + 1] && y <= rects[at + 1] + rects[at + 3]) return first + i;
    }
    first += segment.tiles;
  }
  return -1;
}

export function rectOf(parts, tile) {
  let i = tile;
  for (const { rects, segment } of parts) {
    if (i < segment.tiles) return rects.subarray(4 * i, 4 * i + 4);
    i -= segment.tiles;
  }
  return null;
}
