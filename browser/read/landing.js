// Where does a drawing land among the images that a VAE keeps? A small map: their means, and where it may lie.

import { cloudOf, toMap } from "../base/place.js";
import { element } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { css } from "../base/theme.js";
import { makeCamera } from "../map/camera.js";
import { classCentres, classTable, drawPoints, makeBlock } from "../map/points.js";

const EDGE = 9; // CSS pixels that a mark keeps from the edge
const RINGS = [1, 2]; // standard deviations

// The half axes and the turn of the ellipse in which a projected Gaussian has one standard deviation: [a, b, angle], map units.
// The plane is linear, so that the projection of N(mu, diag sigma^2) is a Gaussian with covariance A diag(sigma^2) A'.
export function spreadOn(axes, sigma) {
  let xx = 0, xy = 0, yy = 0;
  for (const [i, s] of sigma.entries()) {
    xx += axes[0][i] ** 2 * s * s;
    xy += axes[0][i] * axes[1][i] * s * s;
    yy += axes[1][i] ** 2 * s * s;
  }
  const middle = (xx + yy) / 2, off = Math.hypot((xx - yy) / 2, xy);
  return [Math.sqrt(middle + off), Math.sqrt(Math.max(0, middle - off)), Math.atan2(2 * xy, xx - yy) / 2];
}

// What the map is, in words that hold for this model.
export function mapWords({ d, n, about: { plane } }) {
  if (!n) return "This model keeps no images, so that there is no map of them.";
  const images = `${n.toLocaleString("en")} images that the model keeps`;
  const within = d === 1 ? "The bars hold 68 % and 95 %" : "The ellipses hold 39 % and 86 %";
  const what = d === 1 ? `Left to right is z; up and down only parts the classes. Dots: the means of the ${images}.`
    : d === 2 ? `This map is latent space itself: across z₁, up z₂. Dots: the means of the ${images}.`
      : `The plane in which the means of the ${images} spread most (PCA, ${Math.round(100 * (plane.explained[0] + plane.explained[1]))} % of their variance). `
        + "The drawing is placed by the same linear map, exactly; how far it lies off the plane is not seen.";
  return `${what} Ring: μ; disc: z. ${within} of what σ says ${d > 2 ? "on this plane" : "z may be"}.`;
}

class Landing {
  bundle = null; found = null; base = null; lanes = null; ratio = 1;

  // host: {theme}
  constructor(host) {
    this.host = host;
    this.canvas = element("canvas", { className: "landing", role: "img", "aria-label": "Map of the images that the model keeps, with the place of the drawing" });
    this.camera = makeCamera();
    this.size = makeHost(this.canvas, { resized: () => this.repaint() });
  }

  open(bundle) {
    this.bundle = bundle;
    this.found = this.base = this.lanes = null;
    this.canvas.hidden = !bundle.n;
    this.repaint();
  }

  // found: {mu, sigma, z, near: indices of the nearest images} or null.
  show(found) {
    this.found = found;
    this.draw();
  }

  repaint() {
    const { canvas, bundle, camera } = this, side = canvas.clientWidth;
    if (!bundle?.n || !side) return;
    this.ratio = window.devicePixelRatio || 1;
    const pixels = Math.round(side * this.ratio);
    if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
    camera.resize(side, side);
    camera.view = camera.fitted(bundle.xy, bundle.flat);
    this.base = this.ground(pixels);
    this.draw();
  }

  // The points and the names of the classes, which only change with the model and the page.
  ground(pixels) {
    const { bundle, camera, ratio, host: { theme } } = this, canvas = new OffscreenCanvas(pixels, pixels), context = canvas.getContext("2d");
    const image = context.createImageData(pixels, pixels), screen = new Float32Array(bundle.xy.length);
    for (let i = 0; i < screen.length; i += 2) {
      const [x, y] = camera.toScreen(bundle.xy[i], bundle.xy[i + 1]);
      screen[i] = x * ratio;
      screen[i + 1] = y * ratio;
    }
    drawPoints(image, screen, { ink: bundle.labels, table: classTable(theme.rgb), kinds: bundle.labels, signs: null,
      block: makeBlock(Math.max(2, Math.round(2 * ratio))), bright: null, opacity: 0.75 });
    context.putImageData(image, 0, 0);
    if (!cloudOf(bundle).named || bundle.classes.length > 12) return canvas; // told the class, all lie in the same place
    context.font = `700 ${15 * theme.scale * ratio}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 4 * ratio;
    context.strokeStyle = css(theme.paper, 0.85);
    for (const [c, centre] of classCentres(bundle.xy, bundle.labels, bundle.classes.length).entries()) {
      if (!centre) continue;
      const [x, y] = camera.toScreen(...centre).map((v) => v * ratio), name = bundle.classes[c].slice(0, 6);
      context.fillStyle = theme.classes[c % theme.classes.length];
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    }
    return canvas;
  }

  /** A place on the screen, kept on the map.
   * @returns {[number, number]} */
  at([x, y]) {
    const kept = (v) => Math.max(EDGE, Math.min(this.camera.width - EDGE, v)), [left, top] = this.camera.toScreen(x, y);
    return [kept(left), kept(top)];
  }

  /** @returns {[number, number]} */
  placeOf(z) {
    const [x, y] = toMap(this.bundle, z);
    return [x, this.bundle.flat ? (Math.max(...this.ends()) + Math.min(...this.ends())) / 2 : y];
  }

  // Of a single dimension the lanes say nothing about z: the drawing lies in the middle of them.
  ends() { return this.lanes ??= this.bundle.xy.filter((_, i) => i % 2 === 1); }

  draw() {
    const { canvas, base, found, ratio, bundle, camera, host: { theme } } = this, context = canvas.getContext("2d");
    if (!base || !bundle?.n) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(base, 0, 0);
    if (!found) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const middle = this.at(this.placeOf(found.mu)), [a, b, angle] = spreadOn(bundle.axes, found.sigma), unit = camera.scale();
    context.strokeStyle = theme.text;
    context.lineWidth = 1;
    context.globalAlpha = 0.45;
    context.beginPath();
    for (const i of found.near) {
      context.moveTo(...middle);
      context.lineTo(...camera.toScreen(bundle.xy[2 * i], bundle.xy[2 * i + 1]));
    }
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = theme.accent;
    for (const ring of RINGS) {
      context.lineWidth = ring === 1 ? 2 : 1;
      context.beginPath();
      context.ellipse(...middle, Math.max(1, ring * a * unit), bundle.flat ? 4 / ring : Math.max(1, ring * b * unit), -angle, 0, 2 * Math.PI);
      context.stroke();
    }
    this.mark(context, middle, 5, css(theme.paper));
    this.mark(context, this.at(this.placeOf(found.z)), 3, theme.accent);
  }

  mark(context, [x, y], radius, fill) {
    const { theme } = this.host;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = fill;
    context.fill();
    context.strokeStyle = radius > 4 ? theme.accent : css(theme.paper);
    context.lineWidth = radius > 4 ? 2 : 1;
    context.stroke();
  }

  close() { this.size.close(); }
}

export const makeLanding = (host) => new Landing(host);
