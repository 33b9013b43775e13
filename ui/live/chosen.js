// What is marked on the map, which image is looked at closely, and what do the panels below the map say about it?

// pad: see pad.js. act: visit(i), goes to an image's latents; point(i), looks at one; redraw(), of the points; tell(ofPlace), that
// something was marked or let go; false: the marks alone may have changed.
function makeChosen(pad, act) {
  let tool = "drag";
  pad.overlays = [makeTails(pad)];
  const name = (i) => {
    const named = pad.bundle.classes[pad.bundle.labels[i]];
    return `Image ${i.toLocaleString("en")}${named === undefined ? "" : `, class ${named}`}`;
  };
  const panels = { point: act.point, open, close, name, clear: () => clear(true) };
  const cutter = makeCutter(pad), gallery = makeGallery(pad, cutter, panels), card = makeCard(pad, cutter, panels);
  const select = makeSelect({
    get map() { return pad.map; },
    get bundle() { return pad.bundle; },
    places: () => pad.map.target,
    layout,
    changed,
  });
  // A shape drawn while a film runs belongs to that moment of it.
  function layout() {
    const { player } = pad;
    if (player?.showing) return `${player.film.id}@${player.position.toFixed(2)}`;
    return pad.layout.kind === "plane" ? "plane" : pad.layout.id;
  }

  // On a small screen the panels lie below the map: a button on the map leads to the one that has something new.
  const below = button("", "", () => target.scrollIntoView({ behavior: pad.moves() ? "smooth" : "auto", block: "nearest" }),
    { className: "below", hidden: true });
  let target = null;
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.target === target) below.hidden = entry.isIntersecting || target.hidden;
  }, { rootMargin: "0px 0px -140px 0px" }); // a title at the very edge of the screen is easily missed
  pad.map.node.append(below);

  function lead(panel, text) {
    if (target) seen.unobserve(target);
    target = panel.hidden ? null : panel;
    below.hidden = true;
    setText(below, `${text} ↓`);
    below.title = `${text}: see below`;
    if (target) seen.observe(target); // which says at once whether it is in sight
  }

  const outline = (context, map) => select.outline(context, map.toScreen, pad.theme);

  outline.rests = () => !select.drawing;

  // A layer with nothing on it is hidden, which makes every frame cheaper.
  function overlay(draw, wanted) {
    if (pad.overlays.includes(draw) === wanted) return;
    pad.overlays = wanted ? [draw, ...pad.overlays] : pad.overlays.filter((other) => other !== draw);
  }

  function show() {
    overlay(outline, select.drawn);
    overlay(card.overlay, card.picked >= 0);
    pad.request();
  }

  function changed() {
    pad.highlight = select.marks ? select.members : null;
    gallery.show(select.members, select.marks);
    lead(gallery.node, `${select.members.length.toLocaleString("en")} marked`);
    chosen.onclasses();
    show();
    act.redraw();
  }

  function open(i) {
    card.show(i);
    lead(card.node, name(i));
    show();
    act.visit(i); // told once the point is there
  }

  function close() {
    card.show(-1);
    act.redraw();
    lead(gallery.node, `${select.members.length.toLocaleString("en")} marked`);
    show();
    act.tell();
  }

  // One step back: first the card, then what is marked. At once what is marked if `all`.
  function clear(all = false) {
    if (!all && card.picked >= 0) { close(); return; }
    if (select.marks) select.clear();
    act.tell();
  }

  const chosen = {
    gallery: gallery.node, card: card.node, clear, open, close, select,
    onclasses() {}, // the legend's chips follow
    get picked() { return card.picked; },
    get nearest() { return card.nearest; },
    get tool() { return tool; },
    set tool(wanted) { tool = wanted; },
    get state() { return { ...select.state, picked: card.picked < 0 ? null : card.picked }; },
    trace(phase, x, y) {
      select.trace(phase, x, y, tool);
      show();
      if (phase !== "move") act.redraw(); // the outline before goes, the new one stays
      if (phase === "end") act.tell();
    },
    grow(place, dx, dy, ended) {
      if (ended) act.tell(); else select.grow(place, dx, dy);
    },
    toggleClass(c) {
      select.toggleClass(c);
      act.tell();
    },
    // A click on no image: whoever holds a tool for marking unmarks with it.
    miss() {
      if (tool !== "drag" && tool !== "pan" && select.marks) select.clear();
      if (card.picked >= 0) close(); else show();
    },
    // text: `sel` of a link.
    restore(text) {
      const saved = readSelection(text);
      if (!saved || !pad.bundle.n) return;
      select.restore(saved);
      if (saved.picked !== null && saved.picked < pad.bundle.n) card.show(saved.picked);
      show();
      act.tell(false);
    },
    // The points have other places.
    placed() {
      select.placed();
      act.tell(false); // a link's selection may have waited for this map
    },
    // The model has learned: the same images have other latents.
    relearned() {
      gallery.relearned();
      card.relearned();
      select.placed();
    },
    atlasCame() { gallery.atlas(); card.atlas(); },
    repaint() { gallery.repaint(); card.repaint(); },
    next: () => card.next() ?? gallery.next(),
    closeAll() { gallery.close(); card.close(); seen.disconnect(); },
  };
  return chosen;
}
