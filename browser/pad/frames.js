// What does a pad do in a frame, and in which order? The newest place is decoded once; what time is left draws the rest.

const BUSY_MS = 4, IDLE_MS = 10; // spare decoding per frame, while something moves and while nothing does
const TILES_MS = 90;

// pad: see pad.js. moved: the place is another one; stale: the map is to be drawn anew; sized: nothing has changed its size.
export class PadFrames {
  moved = true; stale = true; sized = false; arriving = false;
  tilesDrawn = false; tilesAt = 0; decoding = { frames: 0, milliseconds: [] };

  constructor(pad) {
    this.pad = pad;
    this.drawn = (pixels) => this.draw(pixels);
    this.next = () => this.nextJob();
  }

  get tiled() { return this.pad.background !== "points" && !this.pad.player.showing; } // a film runs over points alone

  // What is drawn in spare time: pictures of the model, which a flow may go on from; last, how many of them stay what they were.
  nextJob() {
    const { image, chosen, parts, refiner } = this.pad;
    if (refiner.full) return null;
    return refiner.through(image.next()) ?? chosen.next() ?? refiner.through(parts.print.next())
      ?? (this.tiled ? refiner.through(this.nextTile()) : null) ?? refiner.nextCounted();
  }

  nextTile() {
    const job = this.pad.tiles.next();
    if (!job) return null;
    this.tilesDrawn = true;
    return { x: job.x, done: (pixels) => { job.done(pixels); this.tilesDrawn = true; } };
  }

  // Returns whether there is more to do.
  frame(seconds, now) {
    const { pad } = this, { journey, player, parts } = pad, start = performance.now();
    this.advance(seconds, now);
    if (!this.sized) this.size();
    if (pad.map.advance(now)) this.stale = true;
    if (this.moved) this.showPlace();
    if (this.tiled && !pad.tiles.waiting && (journey.walking || parts.sliders.held)) pad.settleTiles();
    if (this.stale) this.drawMap();
    // A few new tiles at a time: to draw the sheet costs more than to decode one.
    if (this.tilesDrawn && (start - this.tilesAt > TILES_MS || !pad.tiles.waiting)) {
      this.tilesDrawn = false;
      this.tilesAt = start;
      pad.map.drawTiles();
    }
    pad.map.drawMarker();
    const busy = journey.moving || player.moving || parts.gestures.active || parts.sliders.held;
    const more = pad.network.spare(this.next, start + (busy ? BUSY_MS : IDLE_MS)) || pad.refiner.work(start + IDLE_MS);
    this.decoding.frames++;
    return more || journey.moving || pad.invitation?.moving || player.moving || this.moved || this.stale || this.tilesDrawn
      || pad.map.advance(now);
  }

  advance(seconds, now) {
    const { pad } = this;
    pad.journey.advance(now, seconds);
    pad.invitation?.advance(now, seconds);
    if (pad.player.advance(seconds, pad.parts.gestures.active)) pad.arrangement.showFilm(false);
  }

  // Asked only after a change: to ask for a size makes the browser lay out at once.
  size() {
    this.sized = true;
    if (this.pad.map.resize()) this.stale = true;
    if (this.arriving) { this.arriving = false; this.pad.journey.broughtInside(); }
  }

  showPlace() {
    this.moved = false;
    const { pad } = this, place = pad.shown, looking = pad.hovered >= 0;
    pad.image.show(place, looking || pad.player.moving ? 1 : pad.arrangement.nearness(), pad.hovered);
    pad.parts.sliders.show(pad.place); // to look at an image moves nothing
    pad.parts.sliders.ghost(looking ? place.z : null);
    pad.network.latest(pad.inputFor(place), this.drawn);
  }

  drawMap() {
    this.stale = false;
    const { pad } = this, { size } = pad.bundle, bounds = pad.map.bounds();
    if (this.tiled) pad.tiles.fit(bounds, pad.network.remote ? size : Math.max(30, size), pad.placeXY(), pad.theme);
    pad.map.drawCloud();
    this.tilesDrawn = true;
    this.tilesAt = 0;
  }

  draw(pixels) {
    const { pad, decoding } = this;
    pad.refiner.picture(pixels, (refined) => pad.image.draw(refined));
    decoding.milliseconds.push(pad.network.milliseconds);
    if (decoding.milliseconds.length > 2000) decoding.milliseconds.splice(0, 1000);
    if (pad.network.remote) pad.request();
  }
}
