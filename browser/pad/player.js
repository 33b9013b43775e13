// How is a film of the map watched? Live while it is made, again from the start, or frame by frame.

import { button, element, setText } from "../base/dom.js";
import { makeTrack, playButton, speedMenu } from "../base/player.js";
import { makeFilm } from "./film.js";

const FILM_SECONDS = 7, LEAST_RATE = 2; // a whole film takes so long, but not fewer frames a second
const CATCH_UP = 0.2; // seconds in which the picture comes two thirds of the way to the newest frame

// pad: {request(), changed(), showFilm(entering), showLayout(), belongs(id) -> whether the film led to the layout that is shown}.
class Player {
  film = null; mode = "off"; position = 0; speed = 1; live = false;

  constructor(pad) {
    this.pad = pad;
    this.play = playButton("the film", () => this.toggle());
    this.track = makeTrack("Moment of the film", { step: "any", oninput: () => this.scrub(Number(this.track.node.value)) });
    this.label = element("output", {});
    const pace = speedMenu("Speed of the film", [0.25, 0.5, 1, 2, 4], (speed) => { this.speed = speed; });
    this.follow = button("Live", "Follow the newest frame", () => { this.set("live"); }, { className: "live" });
    this.node = element("div", { className: "player", role: "group", "aria-label": "How the map formed", hidden: true },
      this.play.node, this.track.node, this.label, pace, this.follow);
  }

  end() { return this.film.count - 1; }

  show() {
    this.node.hidden = this.film === null;
    if (!this.film) return;
    this.play.show(this.mode === "playing" || this.mode === "live");
    this.follow.hidden = !this.live;
    this.follow.setAttribute("aria-pressed", this.mode === "live");
    const where = this.mode === "off" ? this.end() : this.position, iteration = this.film.iteration(where);
    const words = `${this.film.unit} ${iteration.toLocaleString("en")} of ${this.film.total.toLocaleString("en")}`;
    setText(this.label, `${this.film.title} · ${words}`);
    this.track.show(where, Math.max(1, this.end()), words);
  }

  // "off": the layout itself is shown. "live", "playing" and "paused": the film.
  set(next) {
    const before = this.mode;
    this.mode = next;
    if (before === "off" && next !== "off") this.pad.showFilm(true);
    if (before !== "off" && next === "off") this.pad.showLayout();
    this.show();
    this.pad.changed();
  }

  toggle() {
    if (this.mode === "playing" || this.mode === "live") { this.set("paused"); return; }
    if (this.mode === "off" || this.position >= this.end() - 1e-6) this.position = 0;
    this.set("playing");
  }

  scrub(value) {
    this.position = value;
    this.set("paused");
    this.pad.showFilm(false);
  }

  clear() {
    this.film = null;
    this.live = false;
    if (this.mode !== "off") this.set("off");
    this.show();
  }

  get showing() { return this.mode !== "off"; }

  get moving() { return this.mode === "playing" || (this.mode === "live" && this.end() - this.position > 1e-3); }

  places() { return this.film.places(this.position); }

  extent() { return this.film.extent(this.position); }

  receive(about, sections) {
    if (!about.iterations.length) { this.clear(); return; }
    const fresh = this.film?.id !== about.id || this.film.title !== about.title || this.film.n !== about.n;
    if (fresh) {
      this.film = makeFilm(about);
      if (this.mode !== "off") this.mode = "paused"; // of another film
      this.position = 0;
    }
    this.position = Math.min(this.end() + about.iterations.length, this.position) * this.film.add(about, sections);
    this.live = about.live;
    if (fresh && (this.live || about.play)) this.set(this.live ? "live" : "playing");
    else if (this.mode === "live" && !this.live && this.position >= this.end()) this.set(this.pad.belongs(this.film.id) ? "off" : "paused");
    this.show();
    this.pad.request();
  }

  // A layout has come: the film that led to it gives way, that of another is over.
  laid(id, changed) {
    if (!this.film) return;
    if (this.film.id !== id) { if (changed) this.clear(); return; }
    if (this.mode === "live" || (this.mode === "paused" && this.position >= this.end())) this.set("off"); else this.show();
  }

  // Returns whether another picture is to be shown.
  advance(seconds, still) {
    if (!this.film || still || this.mode === "off" || this.mode === "paused") return false;
    const before = this.position;
    if (this.mode === "live") this.position += (this.end() - this.position) * (1 - Math.exp(-seconds / CATCH_UP));
    else this.position = Math.min(this.end(), this.position + seconds * this.speed * Math.max(LEAST_RATE, this.film.count / FILM_SECONDS));
    if (this.mode === "live" && this.end() - this.position < 1e-3) this.position = this.end();
    this.show();
    const over = this.position >= this.end();
    if (this.mode === "playing" && over) this.set(this.live ? "live" : this.pad.belongs(this.film.id) ? "off" : "paused");
    else if (this.mode === "live" && over && !this.live) this.set(this.pad.belongs(this.film.id) ? "off" : "paused");
    return this.position !== before && this.mode !== "off";
  }
}

export const makePlayer = (pad) => new Player(pad);
