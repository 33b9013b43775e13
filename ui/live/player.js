// How is a film of the map watched? Live while it is made, again from the start, or frame by frame.

const FILM_SECONDS = 7, LEAST_RATE = 2; // a whole film takes so long, but not fewer frames a second
const CATCH_UP = 0.2; // seconds in which the picture comes two thirds of the way to the newest frame

// pad: {request(), changed(), showFilm(entering), showLayout(), belongs(id) -> whether the film led to the layout that is shown}.
function makePlayer(pad) {
  let film = null, mode = "off", position = 0, speed = 1, live = false;
  const play = iconButton("play", "", "Watch how the map formed", toggle);
  const track = element("input", { type: "range", min: 0, step: "any", oninput: () => scrub(Number(track.value)) });
  track.setAttribute("aria-label", "Moment of the film");
  const label = element("output", {}), pace = element("select", { title: "Speed", onchange: () => { speed = Number(pace.value); } },
    ...[0.25, 0.5, 1, 2, 4].map((v) => element("option", { value: v, textContent: `${v} ×`.replace("0.25", "¼").replace("0.5", "½"),
      selected: v === 1 })));
  pace.setAttribute("aria-label", "Speed of the film");
  const follow = button("Live", "Follow the newest frame", () => { set("live"); }, { className: "live" });
  const node = element("div", { className: "player", role: "group", "aria-label": "How the map formed", hidden: true },
    play, track, label, pace, follow);

  const end = () => film.count - 1;

  function show() {
    node.hidden = film === null;
    if (!film) return;
    const moving = mode === "playing" || mode === "live";
    if (play.dataset.moving !== String(moving)) {
      play.dataset.moving = moving;
      play.replaceChildren(icon(moving ? "pause" : "play"));
      play.setAttribute("aria-label", moving ? "Pause the film" : "Play the film");
    }
    follow.hidden = !live;
    follow.setAttribute("aria-pressed", mode === "live");
    track.max = Math.max(1, end());
    const where = mode === "off" ? end() : position, iteration = film.iteration(where);
    if (Number(track.value) !== where) track.value = where;
    track.style.setProperty("--fill", `${(100 * where / Math.max(1, end())).toFixed(1)}%`);
    const words = `${film.unit} ${iteration.toLocaleString("en")} of ${film.total.toLocaleString("en")}`;
    setText(label, `${film.title} · ${words}`);
    track.setAttribute("aria-valuetext", words);
  }

  // "off": the layout itself is shown. "live", "playing" and "paused": the film.
  function set(next) {
    const before = mode;
    mode = next;
    if (before === "off" && next !== "off") pad.showFilm(true);
    if (before !== "off" && next === "off") pad.showLayout();
    show();
    pad.changed();
  }

  function toggle() {
    if (mode === "playing" || mode === "live") { set("paused"); return; }
    if (mode === "off" || position >= end() - 1e-6) position = 0;
    set("playing");
  }

  function scrub(value) {
    position = value;
    set("paused");
    pad.showFilm(false);
  }

  function clear() {
    film = null;
    live = false;
    if (mode !== "off") set("off");
    show();
  }

  return {
    node, clear,
    get film() { return film; },
    get showing() { return mode !== "off"; },
    get moving() { return mode === "playing" || (mode === "live" && end() - position > 1e-3); },
    get position() { return position; },
    get mode() { return mode; },
    places: () => film.places(position), extent: () => film.extent(position),
    receive(about, sections) {
      if (!about.iterations.length) { clear(); return; }
      const fresh = film?.id !== about.id || film.title !== about.title || film.n !== about.n;
      if (fresh) {
        film = makeFilm(about);
        if (mode !== "off") mode = "paused"; // of another film
        position = 0;
      }
      position = Math.min(end() + about.iterations.length, position) * film.add(about, sections);
      live = about.live;
      if (fresh && (live || about.play)) set(live ? "live" : "playing");
      else if (mode === "live" && !live && position >= end()) set(pad.belongs(film.id) ? "off" : "paused");
      show();
      pad.request();
    },
    // A layout has come: the film that led to it gives way, that of another is over.
    laid(id, changed) {
      if (!film) return;
      if (film.id !== id) { if (changed) clear(); return; }
      if (mode === "live" || (mode === "paused" && position >= end())) set("off"); else show();
    },
    // Returns whether another picture is to be shown.
    advance(seconds, still) {
      if (!film || still || mode === "off" || mode === "paused") return false;
      const before = position;
      if (mode === "live") position += (end() - position) * (1 - Math.exp(-seconds / CATCH_UP));
      else position = Math.min(end(), position + seconds * speed * Math.max(LEAST_RATE, film.count / FILM_SECONDS));
      if (mode === "live" && end() - position < 1e-3) position = end();
      show();
      const over = position >= end();
      if (mode === "playing" && over) set(live ? "live" : pad.belongs(film.id) ? "off" : "paused");
      else if (mode === "live" && over && !live) set(pad.belongs(film.id) ? "off" : "paused");
      return position !== before && mode !== "off";
    },
  };
}
