// How is one step of a duel watched? In slow motion, phase by phase, back and forth, again; at the end it asks for the next.
//
// mountDuel is taken (two maps): this is mountBout(root, {onSeen(id)}) -> {update(bytes), retheme(), close(), state}.
// bytes: from core/export/duel.py. Joined after duel_tiles.js, duel_scale.js, duel_stage.js, duel_close.js, duel_past.js.

const BOUT_HOLD = 1.4, BOUT_QUICK = 2.5; // seconds that the end stands before the next step; pace of a quick one

function mountBout(root, { onSeen }) {
  const runtime = makeRuntime();
  root.classList.add("pad", "bout");
  let step = null, t = 0, playing = false, speed = 1, raf = 0, last = 0, theme = null, picked = "drawn 0", pointed = "", held = 0;
  let waiting = false, inSight = true, quick = 1;

  const stage = makeDuelStage({ pick(name) { picked = name; show(); }, point(name) { pointed = name; show(); } });
  const closely = makeDuelClose(), past = makeDuelPast();
  const play = iconButton("play", "", "Play this step in slow motion", toggle);
  const back = button("‹", "The phase before", () => phaseBy(-1)), on = button("›", "The next phase", () => phaseBy(1));
  const again = iconButton("reset", "", "This step again from its start", () => { t = 0; start(); });
  const track = element("input", { type: "range", min: 0, step: "any", oninput: () => { stop(); t = Number(track.value); show(); } });
  track.setAttribute("aria-label", "Moment of the step");
  const pace = element("select", { title: "Speed", onchange: () => { speed = Number(pace.value); } },
    ...[[0.5, "½ ×"], [1, "1 ×"], [2, "2 ×"], [4, "4 ×"]].map(([value, textContent]) => element("option", { value, textContent, selected: value === 1 })));
  pace.setAttribute("aria-label", "Speed of the slow motion");
  const player = element("div", { className: "player", role: "group", "aria-label": "Slow motion" }, play, back, on, again, track, pace);
  const phases = element("ol", { className: "phases" });
  const title = element("strong", {}), sentence = element("p", { className: "sentence", role: "status" });
  const waits = element("p", { className: "waits", hidden: true, textContent: "The next step is being taken…" }), note = element("p", { className: "note" });
  stage.node.setAttribute("aria-label", "The duel. Space plays and pauses, the arrow keys go from phase to phase.");
  root.append(player, phases, element("div", { className: "telling" }, title, sentence, waits), stage.node, closely.node, past.node, note);

  const total = () => step.ends.at(-1), phaseAt = () => Math.max(0, step.ends.findIndex((end) => t < end - 1e-9) + 1 || step.ends.length) - 1;
  const startOf = (k) => (k ? step.ends[k - 1] : 0);

  function start() { playing = true; held = 0; waiting = false; last = performance.now(); request(); show(); }
  function stop() { playing = false; waiting = false; show(); }

  function toggle() {
    if (!step) return;
    if (playing || waiting) { stop(); return; }
    if (t >= total() - 1e-6) { if (step.about.follow) { next(); return; } t = 0; }
    start();
  }

  function phaseBy(by) {
    if (!step) return;
    const k = phaseAt(), atEnd = t >= total() - 1e-6;
    if (by > 0 && atEnd) { if (step.about.follow) next(); return; }
    // Back goes to the start of this phase first, as a player of music does.
    const goal = by > 0 ? k + 1 : t - startOf(k) > 0.35 ? k : Math.max(0, k - 1);
    playing = waiting = false;
    t = goal >= step.ends.length ? total() : Math.min(total(), startOf(goal) + (by > 0 ? 1e-3 : 0));
    show();
  }

  function next() {
    playing = false;
    waiting = true;
    show();
    onSeen(step.about.id);
  }

  function request() { raf ||= requestAnimationFrame(frame); }

  function frame(now) {
    raf = 0;
    const seconds = Math.min(0.25, Math.max(0, (now - last) / 1000)); // a hidden tab stands still
    last = now;
    if (!playing || !step) return;
    if (inSight) {
      if (t < total()) t = Math.min(total(), t + seconds * speed * quick);
      else held += seconds * speed;
      if (t >= total() && (!step.about.follow || held > BOUT_HOLD)) {
        if (step.about.follow) { next(); return; }
        playing = false;
      }
      show();
    }
    if (playing) request();
  }

  // How far each part of the step is at t, 0 to 1; what a step does not have stays at its beginning.
  function momentAt() {
    const part = (name) => {
      const k = step.about.phases.findIndex((phase) => phase.name === name);
      return k < 0 ? 0 : Math.min(1, Math.max(0, (t - startOf(k)) / (step.ends[k] - startOf(k))));
    };
    const learn = part("learn"), anew = part("anew"), first = part("draw");
    return {
      made: first, judged: part("judge"), pulled: duelEase(part("pull") * 2.5) * (1 - duelEase(learn * 3)), learned: duelEase(learn * 1.5 - 0.25),
      pushed: duelEase(part("push") * 2.2), done: duelEase(anew * 3), settled: duelEase(anew * 2.6 - 1.3), redrawn: duelEase(anew * 2.2 - 1.1),
    };
  }

  function show() {
    if (!step || !theme) return;
    const k = phaseAt(), phase = step.about.phases[k], moment = momentAt();
    stage.show(moment, phase, pointed || picked);
    closely.show(step, picked, moment, theme);
    setText(title, phase.title);
    setText(sentence, phase.words);
    title.className = phase.active;
    waits.hidden = !waiting;
    if (play.dataset.moving !== String(playing)) {
      play.dataset.moving = playing;
      play.replaceChildren(icon(playing ? "pause" : "play"));
      play.setAttribute("aria-label", playing ? "Pause the slow motion" : "Play the slow motion");
    }
    if (Number(track.value) !== t) track.value = t;
    track.style.setProperty("--fill", `${(100 * t / total()).toFixed(1)}%`);
    track.setAttribute("aria-valuetext", `${phase.title}: ${phase.words}`);
    for (const [i, { firstChild: chip }] of [...phases.children].entries()) {
      chip.style.setProperty("--done", Math.min(1, Math.max(0, (t - startOf(i)) / (step.ends[i] - startOf(i)))).toFixed(3));
      if (chip.getAttribute("aria-current") !== String(i === k)) chip.setAttribute("aria-current", i === k);
    }
  }

  function chips() {
    phases.replaceChildren(...step.about.phases.map((phase, i) => {
      const chip = button("", phase.words, () => { playing = waiting = false; t = startOf(i) + 1e-3; start(); }, { className: `phase ${phase.active}` });
      chip.append(element("b", { textContent: i + 1 }), element("span", { textContent: phase.title }));
      const item = element("li", {}, chip);
      item.style.flexGrow = phase.seconds;
      return item;
    }));
  }

  function update(bytes) {
    if (bytes === step?.block) return;
    const sections = runtime.unpack(bytes.slice()), about = JSON.parse(new TextDecoder().decode(sections.about));
    const floats = (part) => new Float32Array(part.buffer, part.byteOffset, part.byteLength / 4);
    const signed = (part) => new Int8Array(part.buffer, part.byteOffset, part.byteLength);
    const before = step?.about;
    step = { block: bytes, about, real: sections.real, before: sections.before, after: sections.after, push: signed(sections.push),
      change: signed(sections.change), z: floats(sections.z), history: floats(sections.history), ends: [] };
    for (const { seconds } of about.phases) step.ends.push((step.ends.at(-1) ?? 0) + seconds);
    if (Number(picked.split(" ")[1]) >= about.m) picked = "drawn 0";
    if (!theme) dressNow();
    track.max = total();
    chips();
    stage.load(step);
    past.load(step);
    setText(note, about.note);
    if (before?.id === about.id) { goOn(); return; }
    begin();
  }

  // Another step: from its start, from what it changes, or its end.
  function begin() {
    const { pace: wanted, phases: all } = step.about, still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const changing = all.findIndex(({ name }) => name === "pull" || name === "push");
    quick = wanted === "quick" ? BOUT_QUICK : 1;
    t = wanted === "slow" ? 0 : wanted === "quick" && changing > 0 && !still ? startOf(changing) : total();
    if (t < total() && !still) start(); else stop();
  }

  // The same step with another wish: whether it is followed by the next.
  function goOn() {
    quick = 1;
    if (step.about.follow && !playing && t >= total() - 1e-6) { t = 0; start(); } else if (!step.about.follow) stop(); else show();
  }

  function dressNow() {
    theme = readTheme(root);
    dress(root, theme);
    root.dataset.dark = theme.paper[0] + theme.paper[1] + theme.paper[2] < 384;
    stage.dressed(theme);
  }

  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, button")) return;
    if (event.key === " ") toggle();
    else if (event.key === "ArrowRight") phaseBy(1);
    else if (event.key === "ArrowLeft") phaseBy(-1);
    else if (event.key === "Home") { stop(); t = 0; show(); }
    else if (event.key === "End") { stop(); t = total(); show(); }
    else return;
    event.preventDefault();
  });

  // Nobody looks at what is off the screen: there nothing plays, and no further step is asked for.
  const sight = new IntersectionObserver(([entry]) => { inSight = entry.isIntersecting; }, { threshold: 0.15 });
  sight.observe(stage.node);

  return {
    update,
    retheme() { dressNow(); show(); setTimeout(() => { dressNow(); show(); }, 250); },
    close() { cancelAnimationFrame(raf); sight.disconnect(); stage.close(); root.replaceChildren(); },
    get state() { return { step, t, playing, waiting, picked, phase: step?.about.phases[phaseAt()].name, total: step ? total() : 0, moment: step ? momentAt() : null }; },
    seek(to) { stop(); t = to; show(); },
  };
}
