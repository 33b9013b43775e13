// What do generator and discriminator play for? On a line: push sand against the best discriminator, then bend the discriminator's curve.
//
// mountGanGame(root, {onact(name)}) -> {update(block), retheme(), close(), state}

import { setText } from "../../base/dom.js";
import { makeHost } from "../../base/host.js";
import { digits } from "../../base/place.js";
import { makeExhibit } from "../frame.js";
import { bestOf, heaped, hilly, lossOf, PLACES, placeOf, pushed, pushes, shannon, SPAN, steepness, WIDE } from "./game.js";
import { assembleGame, drawPushes, drawSand, steepWords, TOP } from "./view.js";

const DATA = hilly([[-1.4, 0.45, 0.55], [1.5, 0.6, 0.45]]), START = hilly([[0.1, 1.6, 1]]), FAR = hilly([[3.3, 0.22, 1]]);
const RATE = 0.01, LONGEST = 3000, NEARLY = 2e-3; // of a step; steps of following; nats of JS at which p and q are as good as equal
const FLAT = 0.5, LEAST = 0.02, KEY = 0.02;
const ABOUT = {
  tries: `heap the sand until the best discriminator can only guess: its loss is then log 4 = ${Math.log(4).toFixed(3)}, not 0. Then put the sand far away and compare the two losses' arrows.`,
  source: "Goodfellow et al. 2014, arXiv:1406.2661: the best discriminator is proposition 1, log 4 − 2 JS theorem 1, the non-saturating loss section 3. Everything is exact, on 48 places of a line; "
    + "no network is trained here. An arrow is as long as the root of its push.",
};

class GanGame {
  frame = null; p = DATA; q = START; d = bestOf(DATA, START); role = "G"; loss = "non"; following = 0; held = -1;

  constructor(root, onact) {
    this.root = root;
    this.onact = onact;
    this.host = makeHost(root, { frame: () => this.step(), resized: () => this.ask(), rethemed: () => this.dressed() });
  }

  get best() { return bestOf(this.p, this.q); }
  ask() { if (this.frame) this.host.request(); }

  update() {
    if (this.frame) return;
    this.view = assembleGame({
      role: (role) => this.play(role), loss: (loss) => { this.loss = loss; this.onact(loss === "non" ? "non-saturating" : "saturating"); this.ask(); },
      follow: () => { this.following = this.following ? 0 : LONGEST; if (this.following) this.onact("followed"); this.ask(); },
      apart: () => this.put(FAR, "far away"), equal: () => this.put(this.p, "equal"), flat: () => this.bend(this.d.map(() => FLAT), "flat"), best: () => this.bend(this.best, "best"),
    });
    this.frame = makeExhibit(this.root, ABOUT, this.view, () => this.ask());
    this.hands();
    this.dressed();
  }

  dressed() {
    if (!this.frame) return;
    this.tints = this.frame.tinted(this.host.theme, ["real", "drawn", "judge"]);
    this.ask();
  }

  play(role) {
    this.role = role;
    this.following = 0;
    this.d = this.best;
    this.onact(role === "D" ? "was D" : "was G");
    this.ask();
  }

  put(q, name) {
    this.q = q;
    this.following = 0;
    if (this.role === "G") this.d = this.best;
    this.onact(name);
    this.ask();
  }

  bend(d, name) {
    this.d = d;
    this.onact(name);
    this.ask();
  }

  // A place is brought to a height of the picture, from 0 to 1: the sand there, or what D says there.
  shape(i, height) {
    this.following = 0;
    if (this.role === "G") {
      this.q = heaped(this.q, i, height * TOP);
      this.d = this.best;
    } else this.d = this.d.map((v, j) => (j === i ? Math.max(LEAST, Math.min(1 - LEAST, height)) : v));
    this.ask();
  }

  hands() {
    const { view: { sand } } = this, { node } = sand;
    let last = null;
    const done = () => { if (last !== null) this.onact(this.role === "G" ? "heaped" : "bent"); last = null; };
    const move = (event) => {
      const [x, y] = sand.over(event), i = Math.min(PLACES - 1, Math.max(0, Math.floor((x + SPAN) / WIDE)));
      const from = last ?? i, steps = Math.max(1, Math.abs(i - from)); // no place is left out, however quick the hand is
      for (let k = last === null ? steps : 1; k <= steps; k++) this.shape(Math.round(from + (i - from) * k / steps), y);
      last = i;
    };
    node.onpointerdown = (event) => { node.setPointerCapture(event.pointerId); last = null; this.held = -1; move(event); };
    node.onpointermove = (event) => { if (last !== null) move(event); };
    node.onpointerup = node.onpointercancel = done;
    node.onblur = () => { this.held = -1; this.ask(); };
    node.onkeydown = (event) => this.key(event);
  }

  key(event) {
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key], up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!across && !up) return;
    event.preventDefault();
    const i = Math.min(PLACES - 1, Math.max(0, (this.held < 0 ? PLACES >> 1 : this.held) + (across ?? 0)));
    this.held = i;
    if (up) {
      this.shape(i, (this.role === "G" ? this.q[i] / TOP : this.d[i]) + up * KEY);
      this.onact(this.role === "G" ? "heaped" : "bent");
    }
    this.ask();
  }

  step() {
    if (!this.frame) return false;
    for (let k = 0; k < 3 && this.following > 0; k++) {
      this.q = pushed(this.q, pushes(this.best)[this.loss], RATE);
      this.following = shannon(this.p, this.q) < NEARLY ? 0 : this.following - 1;
      if (!this.following) this.onact("at rest");
    }
    if (this.role === "G") this.d = this.best;
    if (!this.host.calm || this.following % 60 < 3) this.draw(); // whoever wants little to move sees it a few times on its way
    return this.following > 0;
  }

  draw() {
    const { view, host: { theme }, p, q, d, best, role, loss, tints, held } = this, js = shannon(p, q), paid = lossOf(p, q, d), least = Math.log(4) - 2 * js;
    drawSand(view.sand, { p, q, d, best, role, held }, theme, tints, this.frame.lit);
    drawPushes(view.pushes, q, pushes(d), loss, theme, tints);
    view.role.show(role);
    view.loss.show(loss);
    view.ours.hidden = role !== "G";
    view.theirs.hidden = role !== "D";
    view.follow.setAttribute("aria-pressed", this.following > 0);
    view.formula.show({ judge: digits(least, 3), loss: digits(Math.log(4), 3), drawn: digits(2 * js, 3) });
    setText(view.steep, steepWords(steepness(q, d)));
    const words = role === "D" ? `Your D pays ${digits(paid, 3)} nats; the best there is pays ${digits(least, 3)} against this sand.`
      : js < NEARLY ? `The sand lies as good as where the data lies: the best discriminator pays ${digits(least, 3)} nats, and guessing costs ${digits(Math.log(4), 3)}.` : `The best discriminator pays ${digits(least, 3)} nats. Guessing costs ${digits(Math.log(4), 3)}.`;
    setText(view.words, words);
    const at = held < 0 ? PLACES >> 1 : held;
    view.sand.node.setAttribute("aria-valuenow", String(at));
    view.sand.node.setAttribute("aria-valuetext", `x = ${digits(placeOf(at), 1)}: ${digits(100 * q[at], 1)} % of the sand, D = ${digits(d[at])}`);
    this.frame.say(words);
  }
}

export function mountGanGame(root, { onact = (_name) => {} } = {}) {
  const state = new GanGame(root, onact);
  return { state, update: (_bytes) => state.update(), retheme: () => state.host.rethemeTwice(), close() { state.host.close(); state.frame?.close(); } };
}
