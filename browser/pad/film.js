// How did a map come to look like this? Frames of the same points, joined by their iteration as they arrive.

import { extent } from "../map/camera.js";

const FRAME_MEMORY = 40e6; // bytes of frames kept; beyond, every second one is dropped

// about: as in core/blocks/layout.py, frames_block.
export function makeFilm({ id, title, unit, n }) {
  const frames = [], limit = Math.max(40, Math.min(400, Math.floor(FRAME_MEMORY / (4 * n))));
  const placed = new Float32Array(2 * n);
  let total = 0, kept = null;

  // A position between 0 and count - 1: the frames on both sides of it, and how far it is from the first.
  function around(position) {
    const i = Math.min(frames.length - 1, Math.max(0, Math.floor(position)));
    return [frames[i], frames[Math.min(frames.length - 1, i + 1)], Math.min(1, Math.max(0, position - i))];
  }

  return {
    id, title, unit, n,
    get count() { return frames.length; },
    get total() { return total; },
    // Returns by how much positions have shrunk: 1, or a half for each time that frames were dropped.
    add(about, sections) {
      const { buffer, byteOffset, byteLength } = sections.xy, all = new Uint16Array(buffer, byteOffset, byteLength / 2);
      for (const [t, iteration] of about.iterations.entries()) {
        const box = about.boxes[t], counts = all.subarray(2 * n * t, 2 * n * (t + 1)), [x, y, span] = box;
        const [cx, cy, w, h] = extent(counts, 2000).map((v) => v / 65535);
        const seen = [x + (cx - 0.5) * span, y + (cy - 0.5) * span, w * span, h * span];
        const frame = { iteration, box, counts, seen };
        let at = frames.length;
        while (at > 0 && frames[at - 1].iteration >= iteration) at--;
        frames.splice(at, frames[at]?.iteration === iteration ? 1 : 0, frame);
      }
      total = about.total;
      let shrunk = 1;
      while (frames.length > limit) {
        const last = frames.length - 1;
        frames.splice(0, frames.length, ...frames.filter((_, i) => i === 0 || i % 2 === last % 2)); // both ends stay
        shrunk /= 2;
      }
      return shrunk;
    },
    iteration(position) {
      const [a, b, t] = around(position);
      return Math.round(a.iteration + (b.iteration - a.iteration) * t);
    },
    // The rectangle [x, y, w, h] that holds nearly all points.
    extent(position) {
      const [a, b, t] = around(position);
      return a.seen.map((v, i) => v + (b.seen[i] - v) * t);
    },
    // Places at the last frame before a position: where everything has come from.
    before(position) {
      const frame = frames[Math.max(0, Math.ceil(position) - 1)], [x, y, span] = frame.box;
      if (kept?.frame !== frame) {
        const xy = Float32Array.from(frame.counts, (v, i) => (i % 2 ? y : x) + (v / 65535 - 0.5) * span);
        kept = { frame, xy };
      }
      return kept.xy;
    },
    // Places of the points; the array is overwritten by the next call.
    places(position) {
      const [a, b, t] = around(position), scale = (frame, weight) => weight * frame.box[2] / 65535;
      const corner = [0, 1].map((c) => (1 - t) * (a.box[c] - a.box[2] / 2) + t * (b.box[c] - b.box[2] / 2));
      const p = scale(a, 1 - t), q = scale(b, t), from = a.counts, to = b.counts;
      for (let i = 0; i < placed.length; i += 2) {
        placed[i] = corner[0] + p * from[i] + q * to[i];
        placed[i + 1] = corner[1] + p * from[i + 1] + q * to[i + 1];
      }
      return placed;
    },
  };
}
