// How did models learn to draw? Films of their training side by side, which keep step.
//
// mountReels(root) -> {update(bytes), retheme(), close(), state}. bytes: from core/export/reel.py. A new block with the same id keeps
// the place that is looked at; at the newest moment the film follows as more comes.
// Joined after reel_frames.js.

const REEL_SECONDS = 8, REEL_LEAST_RATE = 4; // a whole film takes so long, but not fewer moments a second
const REEL_WIDE = 620; // CSS pixels from which the images of a film stand in two rows

function mountReels(root) {
  const runtime = makeRuntime();
  root.classList.add("pad", "reels");
  let about = null, films = [], panes = [], places = [], theme = null, block = null, turn = 0;
  let at = 0, exact = 0, mode = "end", speed = 1, raf = 0, last = 0, wide = false; // mode: end, paused or playing

  const play = iconButton("play", "", "Play the film of training", toggle);
  const track = element("input", { type: "range", min: 0, step: 1, oninput: () => go(Number(track.value)) });
  track.setAttribute("aria-label", "Moment of the training");
  const where = element("output", {}), pace = element("select", { title: "Speed", onchange: () => { speed = Number(pace.value); } },
    ...[[0.25, "¼ ×"], [0.5, "½ ×"], [1, "1 ×"], [2, "2 ×"], [4, "4 ×"]].map(([value, textContent]) =>
      element("option", { value, textContent, selected: value === 1 })));
  pace.setAttribute("aria-label", "Speed of the film");
  const follow = button("Live", "Follow the newest moment", () => { mode = "end"; show(); }, { className: "live" });
  const keep = iconButton("save", "PNG", "This moment as a picture", savePicture);
  const player = element("div", { className: "player", role: "group", "aria-label": "The film of training" }, play, track, where, pace, follow, keep);
  const list = element("div", { className: "films" }), said = element("p", { className: "spoken", role: "status" });
  root.append(list, player, said);

  const end = () => places.length - 1, now = () => (mode === "end" ? end() : at);
  const number = (value) => Math.round(value).toLocaleString("en");
  const moment = (seconds) => (seconds < 100 ? `${seconds.toFixed(1)} s` : seconds < 5400 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`);

  function placeWords(place) {
    if (films.length === 1) return `moment ${now() + 1} of ${places.length}`; // the rest stands under the only film
    if (about.by === "share") return about.live ? `${Math.round(100 * place)} % of the way so far` : `${Math.round(100 * place)} % of the training`;
    return about.by === "seconds" ? `${moment(place)} of training` : `${number(place)} images seen`;
  }

  function show() {
    if (!places.length) return;
    const moving = mode === "playing", i = now(), place = places[i];
    if (play.dataset.moving !== String(moving)) {
      play.dataset.moving = moving;
      play.replaceChildren(icon(moving ? "pause" : "play"));
      play.setAttribute("aria-label", moving ? "Pause the film of training" : "Play the film of training");
    }
    follow.hidden = !about.live;
    follow.setAttribute("aria-pressed", mode === "end");
    track.max = Math.max(1, end());
    if (Number(track.value) !== i) track.value = i;
    track.style.setProperty("--fill", `${(100 * i / Math.max(1, end())).toFixed(1)}%`);
    setText(where, placeWords(place));
    track.setAttribute("aria-valuetext", placeWords(place));
    for (const pane of panes) pane.show(frameAt(pane.film, place));
  }

  function makePane(film, c) {
    const canvas = element("canvas", { className: "sheet", role: "img" }), words = element("figcaption", {});
    const title = element("h3", { textContent: film.title });
    let shown = -1;
    return {
      film, canvas, node: element("figure", { className: "film" }, films.length > 1 || film.title ? title : "", canvas, words),
      get frame() { return shown; },
      show(i, again = false) {
        if (i === shown && !again) return;
        shown = i;
        paintFrame(canvas, film, i, wide && panes.length === 1 && film.m > 10 ? 10 : 5, theme);
        const text = film.images[i] === 0 ? "before the first step: untrained"
          : `after ${number(film.images[i])} images, ${moment(film.seconds[i])}`;
        setText(words, text);
        canvas.setAttribute("aria-label", `${film.m} images that ${film.title || "the model"} draws ${text}`);
      },
    };
  }

  function go(i) {
    at = exact = Math.max(0, Math.min(end(), i));
    mode = at === end() ? "end" : "paused";
    show();
  }

  function toggle() {
    if (mode === "playing") { mode = "paused"; show(); return; }
    if (now() >= end()) at = 0;
    exact = at;
    mode = "playing";
    last = 0;
    show();
    raf ||= requestAnimationFrame(frame);
  }

  function frame(time) {
    raf = 0;
    if (mode !== "playing") return;
    const seconds = last ? Math.min(0.1, (time - last) / 1000) : 0;
    last = time;
    exact = Math.min(end(), exact + seconds * speed * Math.max(REEL_LEAST_RATE, end() / REEL_SECONDS));
    at = Math.floor(exact);
    if (exact >= end()) mode = "end";
    show();
    if (mode === "playing") raf = requestAnimationFrame(frame);
    else setText(said, `The film has ended: ${placeWords(places[end()])}.`);
  }

  function savePicture() {
    if (!panes.length) return;
    const gap = 8, height = Math.max(...panes.map(({ canvas }) => canvas.height));
    const width = panes.reduce((sum, { canvas }) => sum + canvas.width + gap, -gap);
    const sheet = element("canvas", { width, height }), context = sheet.getContext("2d");
    context.fillStyle = css(theme.paper);
    context.fillRect(0, 0, width, height);
    let left = 0;
    for (const { canvas } of panes) { context.drawImage(canvas, left, 0); left += canvas.width + gap; }
    save("training.png", enlarged(sheet, 1600));
  }

  async function update(bytes) {
    if (bytes === block) return;
    block = bytes;
    const mine = ++turn, sections = runtime.unpack(bytes.slice());
    const told = JSON.parse(new TextDecoder().decode(sections.about));
    const opened = await Promise.all(told.reels.map((film, i) => openReel(film, sections[`frames${i}`])));
    if (mine !== turn) return; // a newer block has come meanwhile
    const same = about?.id === told.id && films.length === opened.length;
    // While runs go on, the share that lies behind a moment shrinks.
    const shrunk = same && told.by === "share" ? films[0].images.at(-1) / Math.max(1, opened[0].images.at(-1)) : 1;
    const looked = same && places.length ? places[now()] * shrunk : 0;
    about = told;
    films = opened;
    places = placesOf(films);
    if (!same) mode = "end";
    else if (mode !== "end") {
      const behind = exact - Math.floor(exact);
      at = Math.max(0, places.findLastIndex((place) => place <= looked + 1e-6));
      exact = Math.min(end(), at + behind);
    }
    panes = films.map(makePane);
    list.style.setProperty("--films", films.length);
    list.replaceChildren(...panes.map((pane) => pane.node));
    paint();
  }

  function paint() {
    theme = readTheme(root);
    dress(root, theme);
    if (!about) return;
    for (const pane of panes) pane.show(frameAt(pane.film, places[now()]), true);
    show();
  }

  const sized = new ResizeObserver(() => {
    const room = root.clientWidth >= REEL_WIDE;
    if (room === wide) return;
    wide = room;
    paint();
  });
  sized.observe(root);

  return {
    update,
    // The page's colours change a moment after it says so.
    retheme() { paint(); setTimeout(paint, 200); },
    close() {
      cancelAnimationFrame(raf);
      sized.disconnect();
      turn++;
      root.replaceChildren();
    },
    get state() {
      return { mode, at: now(), places, live: about?.live ?? false, frames: panes.map((pane) => pane.frame), films, words: where.textContent };
    },
  };
}
