// How did models learn to draw? Films of their training side by side, which keep step.
//
// mountTrainingFilms(root) -> {update(bytes), retheme(), close(), state}. bytes: from core/blocks/training_film.py. A new block with the same id
// keeps the place that is looked at; at the newest moment the film follows as more comes.

import { element, enlarged, save, setText } from "../base/dom.js";
import { makeHost } from "../base/host.js";
import { makeRuntime } from "../base/runtime.js";
import { css, dress } from "../base/theme.js";
import { frameAt, openFilm, placesOf } from "./frames.js";
import { makePane, inTime } from "./pane.js";
import { makePlayer } from "./player.js";

const FILM_SECONDS = 8, FILM_LEAST_RATE = 4; // a whole film takes so long, but not fewer moments a second
const FILM_WIDE = 620; // CSS pixels from which the images of a film stand in two rows

class TrainingFilms {
  runtime = makeRuntime();
  about = null;
  films = [];
  panes = [];
  places = []; // moments at which any of the films moves on
  turn = 0; // counts the blocks: to open one takes a while, and the newest counts
  mode = "end"; // end, paused or playing
  at = 0; // which of the places
  exact = 0; // the same between two of them
  speed = 1;
  begins = false; // the next frame is the first that moves
  wide = false;
  list = element("div", { className: "films" });
  said = element("p", { className: "spoken", role: "status" });

  constructor(root) {
    this.root = root;
    this.page = makeHost(root, {
      longest: 0.1, frame: (seconds) => this.frame(seconds), resized: () => this.resized(), rethemed: () => this.paint(),
    });
    this.player = makePlayer({
      toggle: () => this.toggle(), go: (i) => this.go(i), pace: (speed) => { this.speed = speed; },
      follow: () => { this.mode = "end"; this.show(); }, save: () => this.savePicture(),
    });
    root.append(this.list, this.player.node, this.said);
  }

  get end() { return this.places.length - 1; }
  get now() { return this.mode === "end" ? this.end : this.at; }

  placeWords(place) {
    const { by, live } = this.about;
    if (this.films.length === 1) return `moment ${this.now + 1} of ${this.places.length}`; // the rest stands under the only film
    if (by === "share") return live ? `${Math.round(100 * place)} % of the way so far` : `${Math.round(100 * place)} % of the training`;
    return by === "seconds" ? `${inTime(place)} of training` : `${Math.round(place).toLocaleString("en")} images seen`;
  }

  show() {
    if (!this.places.length) return;
    const i = this.now, place = this.places[i];
    this.player.show({ mode: this.mode, live: this.about.live, i, end: Math.max(1, this.end), words: this.placeWords(place) });
    for (const pane of this.panes) pane.show(frameAt(pane.film, place));
  }

  go(i) {
    this.at = this.exact = Math.max(0, Math.min(this.end, i));
    this.mode = this.at === this.end ? "end" : "paused";
    this.show();
  }

  toggle() {
    if (this.mode === "playing") { this.mode = "paused"; this.show(); return; }
    if (this.now >= this.end) this.at = 0;
    this.exact = this.at;
    this.mode = "playing";
    this.begins = true;
    this.show();
    this.page.request();
  }

  // Returns whether to go on.
  frame(seconds) {
    if (this.mode !== "playing") return false;
    const gone = this.begins ? 0 : seconds;
    this.begins = false;
    this.exact = Math.min(this.end, this.exact + gone * this.speed * Math.max(FILM_LEAST_RATE, this.end / FILM_SECONDS));
    this.at = Math.floor(this.exact);
    if (this.exact >= this.end) this.mode = "end";
    this.show();
    if (this.mode === "end") setText(this.said, `The film has ended: ${this.placeWords(this.places[this.end])}.`);
    return this.mode === "playing";
  }

  savePicture() {
    if (!this.panes.length) return;
    const gap = 8, height = Math.max(...this.panes.map(({ canvas }) => canvas.height));
    const width = this.panes.reduce((sum, { canvas }) => sum + canvas.width + gap, -gap);
    const sheet = element("canvas", { width, height }), context = sheet.getContext("2d");
    context.fillStyle = css(this.page.theme.paper);
    context.fillRect(0, 0, width, height);
    let left = 0;
    for (const { canvas } of this.panes) { context.drawImage(canvas, left, 0); left += canvas.width + gap; }
    save("training.png", enlarged(sheet, 1600));
  }

  async update(bytes) {
    const block = this.page.take(bytes);
    if (!block) return;
    const mine = ++this.turn, sections = this.runtime.unpack(block);
    const told = JSON.parse(new TextDecoder().decode(sections.about));
    const opened = await Promise.all(told.reels.map((film, i) => openFilm(film, sections[`frames${i}`])));
    if (mine !== this.turn) return; // a newer block has come meanwhile
    this.goOn(told, opened);
    const titled = opened.length > 1, alone = opened.length === 1;
    this.panes = opened.map((film) => makePane(film, titled, {
      columns: (m) => (this.wide && alone && m > 10 ? 10 : 5), theme: () => this.page.theme,
    }));
    this.list.style.setProperty("--films", opened.length);
    this.list.replaceChildren(...this.panes.map((pane) => pane.node));
    this.paint();
  }

  // Take over films that came; of the same ones the moment that is looked at stays.
  goOn(told, opened) {
    const { films, places } = this, same = this.about?.id === told.id && films.length === opened.length;
    // While runs go on, the share that lies behind a moment shrinks.
    const shrunk = same && told.by === "share" ? films[0].images.at(-1) / Math.max(1, opened[0].images.at(-1)) : 1;
    const looked = same && places.length ? places[this.now] * shrunk : 0;
    Object.assign(this, { about: told, films: opened, places: placesOf(opened) });
    if (!same) this.mode = "end";
    else if (this.mode !== "end") {
      const behind = this.exact - Math.floor(this.exact);
      this.at = Math.max(0, this.places.findLastIndex((place) => place <= looked + 1e-6));
      this.exact = Math.min(this.end, this.at + behind);
    }
  }

  paint() {
    dress(this.root, this.page.theme);
    if (!this.about) return;
    for (const pane of this.panes) pane.show(frameAt(pane.film, this.places[this.now]), true);
    this.show();
  }

  resized() {
    const wide = this.root.clientWidth >= FILM_WIDE;
    if (wide === this.wide) return;
    this.wide = wide;
    this.paint();
  }

  close() {
    this.page.close();
    this.turn++;
    this.root.replaceChildren();
  }
}

export function mountTrainingFilms(root) {
  root.classList.add("pad", "reels");
  const shown = new TrainingFilms(root);
  return {
    update: (bytes) => shown.update(bytes), retheme: shown.page.rethemeTwice, close: () => shown.close(),
    get state() {
      const { mode, now, places, about, panes, films, player } = shown;
      return { mode, at: now, places, live: about?.live ?? false, frames: panes.map((pane) => pane.frame), films, words: player.words };
    },
  };
}
