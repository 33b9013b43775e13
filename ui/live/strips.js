// How do paths look as images? A strip for each, one above the other, and all of them as films that keep the same time.
//
// mountStrips(root) -> {update(bytes), retheme(), close(), state}. bytes: from core/export/strips.py. The pad of that model,
// on the same page, lends its decoder, and shows the paths as lines on its map.
// Joined after lent.js, strips_lines.js and strips_row.js.

const LEG_SECONDS = 4; // of a film, from stop to stop
const STRIPS_MS = 6; // decoding a frame

function mountStrips(root) {
  const runtime = makeRuntime();
  root.classList.add("pad", "strips");
  let about = null, rows = [], lent = null, network = null, reader = null, lines = null, borrowed = null, block = null;
  let t = 0, direction = 1, playing = false, held = false, speed = 1, raf = 0, last = 0, theme = null;

  const host = {
    get lent() { return lent; }, get about() { return about; }, get strips() { return rows; }, get t() { return t; },
    again: request,
    seek(wanted) { playing = false; t = wanted; held = true; show(); request(); },
    // The hand is off: the pad goes where it was, and the dots leave its map.
    go(row) {
      held = false;
      show();
      const { z, y } = row.placeAt(t);
      lent?.glideTo({ z, y });
      setText(said, `The pad's point goes to ${percent(t)} of the way, ${row.title.toLowerCase()}.`);
    },
    letGo() { held = false; show(); },
  };

  const play = iconButton("play", "", "Play the films", () => { playing = !playing; if (playing && t >= 1) restart(); show(); request(); });
  const track = element("input", { type: "range", min: 0, max: 1, step: "any", oninput: () => host.seek(Number(track.value)),
    onchange: () => host.letGo() });
  track.setAttribute("aria-label", "Moment of the films");
  const where = element("output", {}), pace = element("select", { title: "Speed", onchange: () => { speed = Number(pace.value); } },
    ...[[0.25, "¼ ×"], [0.5, "½ ×"], [1, "1 ×"], [2, "2 ×"]].map(([value, textContent]) =>
      element("option", { value, textContent, selected: value === 1 })));
  pace.setAttribute("aria-label", "Speed of the films");
  const keep = iconButton("save", "PNG", "The strips as one picture", savePicture);
  const player = element("div", { className: "player", role: "group", "aria-label": "The paths as films" }, play, track, where, pace, keep);
  const said = element("p", { className: "spoken", role: "status" }), list = element("div", { className: "list" });
  const law = element("p", { className: "note" }), waits = element("p", { className: "note", hidden: true });
  root.append(player, waits, list, law, said);

  function restart() { t = 0; direction = 1; }

  function request() { raf ||= requestAnimationFrame(frame); }

  function frame(now) {
    raf = 0;
    if (!lent || !about) return;
    const seconds = Math.min(0.05, (now - last) / 1000);
    last = now;
    if (theme !== lent.theme) paint();
    if (playing) advance(seconds);
    const more = network.spare(next, performance.now() + STRIPS_MS);
    const reads = reader?.spare(nextReading, performance.now() + 2) ?? false;
    const places = lines.place();
    if (more || reads || places || playing) request();
  }

  // An open path goes there and back, a closed one around.
  function advance(seconds) {
    const legs = Math.max(1, ...rows.map((row) => row.stops.length - 1));
    t += direction * seconds * speed / (LEG_SECONDS * legs);
    if (about.closed) t = t >= 1 ? t - 1 : t;
    else if (t >= 1 || t <= 0) { direction = t >= 1 ? -1 : 1; t = Math.min(1, Math.max(0, t)); }
    show();
  }

  // The films first, then the images of the strips from left to right.
  function next() {
    for (const pick of ["nextFilm", "nextCell"]) {
      for (const row of rows) {
        const job = row[pick]();
        if (job) return { x: lent.inputFor(job.place), done: (pixels) => { job.done(pixels); if (network.remote) request(); } };
      }
    }
    return null;
  }

  function nextReading() {
    for (const row of rows) {
      const job = row.nextReading();
      if (job) return { x: lent.reading(job.pixels), done: job.done };
    }
    return null;
  }

  const percent = (value) => `${Math.round(100 * value)} %`;

  function show() {
    if (play.dataset.moving !== String(playing)) {
      play.dataset.moving = playing;
      play.replaceChildren(icon(playing ? "pause" : "play"));
      play.setAttribute("aria-label", playing ? "Pause the films" : "Play the films");
    }
    if (Number(track.value) !== t) track.value = t;
    track.style.setProperty("--fill", `${(100 * t).toFixed(1)}%`);
    track.setAttribute("aria-valuetext", `${percent(t)} of the way`);
    setText(where, percent(t));
    for (const row of rows) row.show(t);
    lines?.show(playing || held);
  }

  function savePicture() {
    const pictures = rows.map((row) => row.picture()).filter(Boolean), gap = 8;
    if (!pictures.length) return;
    const width = Math.max(...pictures.map((p) => p.width)), height = pictures.reduce((sum, p) => sum + p.height + gap, -gap);
    const sheet = element("canvas", { width, height }), context = sheet.getContext("2d");
    context.fillStyle = css(lent.theme.paper);
    context.fillRect(0, 0, width, height);
    let top = 0;
    for (const picture of pictures) { context.drawImage(picture, 0, top); top += picture.height + gap; }
    save("paths.png", enlarged(sheet, 1600));
  }

  function came(now) {
    network?.close();
    reader?.close();
    lines?.close();
    lent = now;
    network = lent.network();
    reader = lent.reader();
    for (const row of rows) row.renew(lent);
    lines = makeLines(host);
    waits.hidden = true;
    show();
    request();
  }

  function left() {
    network?.close();
    reader?.close();
    lent = network = reader = lines = null;
    playing = false;
    waits.hidden = false;
    setText(waits, "The images come as soon as the pad shows the model.");
  }

  function build(sections) {
    for (const row of rows) row.close();
    const drawn = about.strips.map((strip, i) => makeRow(host, strip, sections, i));
    const densities = drawn.flatMap((row) => row.extremes()), low = Math.min(...densities), high = Math.max(...densities);
    rows = drawn;
    for (const row of rows) row.scale(low, high);
    list.replaceChildren(...rows.map((row) => row.node));
    setText(law, about.law ? `Curves: how likely each place is by ${about.law}, as log-density in nats; all on one scale.`
      + (about.usual === null ? "" : ` The thin line is where half of the real images lie higher: ${digits(about.usual, 1)} nats.`) : "");
    law.hidden = !about.law;
  }

  function update(bytes) {
    if (bytes === block) return;
    block = bytes;
    const sections = runtime.unpack(bytes.slice()), model = about?.model;
    about = JSON.parse(new TextDecoder().decode(sections.about));
    if (model !== about.model) { borrowed?.close(); lent = lines = null; }
    build(sections);
    restart();
    playing = false;
    if (model !== about.model) {
      left();
      borrowed = borrow(about.model, { came, left });
    } else if (lent) came(lent);
    show();
  }

  function paint() {
    theme = lent.theme;
    dress(root, theme);
    for (const row of rows) row.repaint();
  }

  // The pad hears of another theme a moment before or after.
  function retheme() {
    request();
    setTimeout(request, 200);
  }

  return {
    update, retheme,
    close() {
      cancelAnimationFrame(raf);
      for (const row of rows) row.close();
      lines?.close();
      borrowed?.close();
      network?.close();
      reader?.close();
      root.replaceChildren();
    },
    get state() { return { t, playing, rows, about, lent, lines, waiting: rows.some((row) => row.waiting) }; },
  };
}
