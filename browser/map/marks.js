// Which sign and colour has each strategy, and where on the map do its samples lie?

import { luminance } from "../base/colour.js";
import { svg } from "../base/dom.js";
import { css, dress, parseColour, readableOn } from "../base/theme.js";

export const SIGNS = ["circle", "triangle", "square", "diamond"];
// Okabe & Ito's vermillion, blue and green, and a violet: apart for red-, green- and blue-blind eyes, on paper and at night.
const MARK_INKS = { light: ["#c8440a", "#0064b0", "#00795a", "#7a35b5"], dark: ["#ff9257", "#63bdff", "#3fdcab", "#cfa0ff"] };
const VEIL = 0.5; // of the images' points: this map is about the samples
const MARK_REACH = 10; // pixels within which a hand finds a mark

export function markInks(theme) {
  return luminance(theme.paper) > 128 ? MARK_INKS.light : MARK_INKS.dark;
}

// A sign of about radius r around (x, y), as a path.
function traceSign(context, sign, x, y, r) {
  context.beginPath();
  if (sign === "circle") context.arc(x, y, r, 0, 7);
  else if (sign === "square") context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  else {
    const corners = sign === "diamond" ? [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]] : [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]];
    for (const [dx, dy] of corners) context.lineTo(x + dx * r, y + dy * r);
    context.closePath();
  }
}

// Filled among the images, hollow in the gaps between them; null while nobody knows.
export function drawSign(context, sign, x, y, r, colour, paper, hollow) {
  traceSign(context, sign, x, y, r);
  context.lineJoin = "round";
  context.lineWidth = 0.9 * r + (hollow ? 1 : 0);
  context.strokeStyle = paper;
  context.stroke();
  context.fillStyle = hollow ? paper : colour;
  context.fill();
  context.lineWidth = hollow ? Math.max(1.3, 0.4 * r) : 1;
  context.strokeStyle = colour;
  context.stroke();
}

// A strategy's sign for a heading.
export function signIcon(c) {
  const shapes = {
    circle: "M12 5a7 7 0 1 1 0 14a7 7 0 1 1 0-14", triangle: "M12 4l9 15.5H3z", square: "M5.5 5.5h13v13h-13z",
    diamond: "M12 2.5l9.5 9.5-9.5 9.5L2.5 12z",
  };
  const node = svg("svg", { viewBox: "0 0 24 24", class: "sign-icon" });
  node.setAttribute("aria-hidden", "true");
  node.append(svg("path", { d: shapes[SIGNS[c]] }));
  return node;
}

// host: {lent, draws: [draws or null, ..], far: distance beyond which a sample lies in a gap, or null, shadings: [shading or
// null, ..], shaded, loud: a column to bring forward or -1, hovered: {c, i} or null, picked: {c, i} or null, held: whether the temperature is being moved, thumb(c, i) -> a
// canvas, point({c, i} or null), pick({c, i})}. Returns {ground, signs, ring}: overlays of the map, see map.js.
class Marks {
  sprites = new Map(); last = null;

  constructor(host) {
    this.host = host;
    this.ground = Object.assign((context, map) => this.drawGround(context, map), { rests: () => true });
    this.signs = Object.assign((context, map) => this.drawSigns(context, map), {
      rests: () => !host.held, // while they move, the thousands of points below them need not be drawn again
      over: (x, y) => {
        const found = this.at(x, y);
        host.point(found);
        return found !== null;
      },
      pick: (x, y) => {
        const found = this.at(x, y);
        if (found) host.pick(found);
        return found !== null;
      },
    });
    this.ring = (context, map) => this.drawRing(context, map);
  }

  sprite(c, hollow, r, ratio, colour, paper) {
    const key = [c, hollow, r, ratio, colour, paper].join();
    if (!this.sprites.has(key)) {
      if (this.sprites.size > 64) this.sprites.clear();
      const side = Math.ceil(4 * r * ratio), canvas = new OffscreenCanvas(side, side), context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      drawSign(context, SIGNS[c], side / ratio / 2, side / ratio / 2, r, colour, paper, hollow);
      this.sprites.set(key, canvas);
    }
    return this.sprites.get(key);
  }

  radius(map) { return Math.min(...map.size) < 420 ? 3.6 : 4.8; }

  placeOf({ c, i }, map) { return map.toScreen(this.host.draws[c].xy[2 * i], this.host.draws[c].xy[2 * i + 1]); }

  hollow(draws, i) { return this.host.far !== null && draws.distance[i] > this.host.far; }

  veil(context, map) {
    context.globalCompositeOperation = "destination-out";
    context.fillStyle = `rgb(0 0 0 / ${VEIL})`;
    context.fillRect(0, 0, ...map.size);
    context.globalCompositeOperation = "source-over";
  }

  // Below the marks: this map is about the samples, so the images' points step back, and one strategy's density is seen.
  drawGround(context, map) {
    this.last = map;
    if (this.host.lent.forming) return;
    this.veil(context, map);
    const { layout } = this.host.lent, here = layout.kind === "plane" ? "" : layout.id;
    if (here === this.host.layout) this.host.shadings[this.host.shaded]?.draw(context, map, markInks(this.host.lent.theme)[this.host.shaded]);
  }

  drawSigns(context, map) {
    const { host } = this;
    this.last = map;
    if (host.lent.forming) return;
    const { theme } = host.lent, inks = markInks(theme), paper = css(theme.paper), ratio = context.getTransform().a, r = this.radius(map);
    const most = Math.max(0, ...host.draws.map((draws) => draws?.n ?? 0)), [width, height] = map.size;
    // In turns, so that no strategy lies on top of all others; the one that is asked for comes last.
    for (const pass of host.loud < 0 ? [null] : [false, true]) {
      context.globalAlpha = pass === false ? 0.16 : 1;
      for (let i = 0; i < most; i++) {
        for (const [c, draws] of host.draws.entries()) {
          if (!draws || i >= draws.n || draws.made.placed[i] === 0 || (pass !== null && (c === host.loud) !== pass)) continue;
          const [x, y] = this.placeOf({ c, i }, map);
          if (x < -r || y < -r || x > width + r || y > height + r) continue;
          const image = this.sprite(c, this.hollow(draws, i), r, ratio, inks[c], paper), side = image.width / ratio;
          context.drawImage(image, x - side / 2, y - side / 2, side, side);
        }
      }
    }
  }

  at(x, y) {
    if (x === null || !this.last || this.host.lent.forming) return null;
    let best = MARK_REACH ** 2, found = null;
    for (const [c, draws] of this.host.draws.entries()) {
      for (let i = 0; i < (draws?.n ?? 0); i++) {
        const [px, py] = this.placeOf({ c, i }, this.last), square = (px - x) ** 2 + (py - y) ** 2;
        if (square < best) { best = square; found = { c, i }; }
      }
    }
    return found;
  }

  // One sample closely: a ring, its image, and a line to the image nearest to it in latent space.
  drawRing(context, map) {
    const sample = this.host.hovered ?? this.host.picked;
    if (!sample || !this.host.draws[sample.c] || this.host.lent.forming) return;
    const { theme } = this.host.lent, colour = markInks(theme)[sample.c], draws = this.host.draws[sample.c];
    const [x, y] = this.placeOf(sample, map), near = draws.nearest[sample.i];
    if (near >= 0 && near < this.host.lent.bundle.n) {
      const place = map.toScreen(...map.placeOf(near));
      for (const [width, ink] of [[4, css(theme.paper, 0.9)], [1.6, colour]]) {
        context.lineWidth = width;
        context.strokeStyle = ink;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(...place);
        context.stroke();
      }
      map.ring(context, ...place, 4, colour, 1.6);
    }
    map.ring(context, x, y, 9, colour, 2.5);
    drawSign(context, SIGNS[sample.c], x, y, 4.8, colour, css(theme.paper), this.hollow(draws, sample.i));
    if (this.host.hovered) this.bubble(context, map, x, y, colour, this.host.thumb(sample.c, sample.i));
  }

  bubble(context, map, x, y, colour, image) {
    const [width, height] = map.size, side = 68, left = x + side + 24 > width ? x - side - 16 : x + 16;
    const top = Math.min(Math.max(y - side / 2, 6), height - side - 6);
    context.beginPath();
    context.roundRect(left, top, side, side, 8);
    context.fillStyle = css(this.host.lent.theme.paper);
    context.fill();
    context.drawImage(image, left + 3, top + 3, side - 6, side - 6);
    context.lineWidth = 2.5;
    context.strokeStyle = colour;
    context.stroke();
  }
}

export const makeMarks = (host) => new Marks(host);

// The page's colours with those of the signs, on paper or at night, and what can be read on each.
export function dressSigns(root, theme) {
  dress(root, theme);
  for (const [c, colour] of markInks(theme).entries()) {
    root.style.setProperty(`--mark-${c}`, colour);
    root.style.setProperty(`--on-mark-${c}`, readableOn(parseColour(colour)));
  }
}
