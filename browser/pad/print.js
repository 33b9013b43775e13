// How does what one sees become a picture to keep? The map as a sheet of images, and the image itself, as PNG.

import { element, enlarged, icon, iconButton, save, setText } from "../base/dom.js";
import { paintInk } from "../base/theme.js";

// pad: {bundle, theme, map, tileInput(x, y), request(), image}.
export function makePrint(pad) {
  const { bundle } = pad, { size } = bundle, name = bundle.about.title.replace(/[^\w-]+/g, "-") || "latent-ink";
  const { noun } = bundle.about, plural = `${noun}s`, sizes = [10, 15, 20, 25, 30];
  const count = element("select", { title: `${plural} along each side` },
    ...sizes.map((n) => element("option", { value: n, textContent: `${n} × ${bundle.flat ? 1 : n}`, selected: n === 20 })));
  count.setAttribute("aria-label", `${plural[0].toUpperCase()}${plural.slice(1)} along each side of the sheet`);
  const label = element("span", { textContent: "Save the map" });
  const sheet = element("button", {
    type: "button", title: `A PNG of ${plural}, decoded at even steps over what the map shows now`, onclick: begin,
  }, icon("save"), label);
  const single = iconButton("save", `Save this ${noun}`, "A PNG of the decoded image", () => {
    save(`${name}-${noun}.png`, enlarged(pad.image.canvas, 560));
  });
  let job = null;

  function begin() {
    if (job) return;
    const n = Number(count.value), rows = bundle.flat ? 1 : n, { left, right, top, bottom } = pad.map.bounds();
    const canvas = element("canvas", { width: n * size, height: rows * size });
    job = { n, rows, canvas, context: canvas.getContext("2d"), at: 0, done: 0, left, top, stamp: new ImageData(size, size),
      dx: (right - left) / n, dy: (top - bottom) / rows };
    pad.request();
  }

  function finish({ n, rows, canvas }) {
    save(`${name}-map-${n}x${rows}.png`, enlarged(canvas, 1400));
    setText(label, "Save the map");
    job = null;
  }

  return {
    node: element("div", { className: "keep" }, element("span", { className: "pair" }, sheet, count), single),
    get waiting() { return job !== null && job.at < job.n * job.rows; },
    next() {
      if (!this.waiting) return null;
      const mine = job, i = mine.at % mine.n, j = Math.floor(mine.at / mine.n), total = mine.n * mine.rows;
      const at = [mine.left + (i + 0.5) * mine.dx, mine.top - (j + 0.5) * mine.dy], fade = pad.nearness(...at);
      mine.at++;
      return {
        x: pad.tileInput(...at),
        done: (pixels) => {
          const ink = fade < 1 ? pixels.map((v) => v * fade) : pixels;
          mine.context.putImageData(paintInk(ink, pad.theme.shades, mine.stamp), i * size, j * size);
          mine.done++;
          if (mine.done % 10 === 0) setText(label, `Drawing … ${Math.round(100 * mine.done / total)} %`);
          if (mine.done === total) finish(mine);
        },
      };
    },
  };
}
