// How do paths lie on the pad's map? As lines that differ by their dashes, the stops numbered, and a dot where each is now.

const PATH_DASHES = { linear: [], spherical: [9, 5], "along-the-data": [2, 5] };
const PLACED_MS = 3; // a frame, for finding where a path lies: among 70,000 images that takes half a second in all

// host: {lent, about, strips: [{z: [Float32Array, ..], shown}], t: 0..1, moving}. Returns {place() -> whether there is
// more to do, close()}: call place() in frames until it is done.
function makeLines(host) {
  let placed = null, found = [], done = 0;
  const total = host.strips.reduce((sum, strip) => sum + strip.z.length, 0);

  function place() {
    const { lent } = host;
    if (lent.forming) return false;
    if (placed !== lent.placed) { placed = lent.placed; found = host.strips.map(() => []); done = 0; }
    if (done === total) return false;
    for (const end = performance.now() + PLACED_MS; done < total && performance.now() < end; done++) {
      const s = found.findIndex((xy, i) => xy.length < host.strips[i].z.length);
      found[s].push(lent.toMap(host.strips[s].z[found[s].length]));
    }
    if (done === total) lent.redraw();
    return done < total;
  }

  const ready = () => done === total && placed === host.lent.placed && !host.lent.forming;

  // On a scattered map a path leaps from group to group: there it is only hinted at, for it was at no place in between.
  function trace(context, map, xy, leaping) {
    const far = map.whole.span / 6;
    let down = false; // one line as long as it goes on, or its dashes would begin anew at every place
    context.beginPath();
    for (let i = 1; i < xy.length; i++) {
      const [from, to] = [xy[i - 1], xy[i]], drawn = (Math.hypot(to[0] - from[0], to[1] - from[1]) > far) === leaping;
      if (drawn && !down) context.moveTo(...map.toScreen(...from));
      if (drawn) context.lineTo(...map.toScreen(...to));
      down = drawn;
    }
  }

  function lines(context, map) {
    if (!ready()) { host.again(); return; }
    const { theme } = host.lent;
    context.lineJoin = context.lineCap = "round";
    const stroke = (width, colour, dashes = []) => {
      context.setLineDash(dashes);
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    };
    for (const [s, strip] of host.strips.entries()) {
      if (!strip.shown || !strip.z.length) continue;
      trace(context, map, found[s], true);
      stroke(3, css(theme.paper, 0.6));
      stroke(1, theme.text, PATH_DASHES[strip.kind]);
      trace(context, map, found[s], false);
      stroke(5.5, css(theme.paper, 0.85));
      stroke(2.5, theme.text, PATH_DASHES[strip.kind]);
    }
    context.setLineDash([]);
    const first = host.strips.findIndex((strip) => strip.z.length);
    if (first >= 0) stops(context, map, first);
  }
  lines.rests = () => true;

  function stops(context, map, s) {
    const { theme } = host.lent, strip = host.strips[s], { closed } = host.about;
    const times = closed ? strip.stops.slice(0, -1) : strip.stops;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `700 12px ${theme.font}`;
    for (const [i, t] of times.entries()) {
      const [x, y] = map.toScreen(...found[s][Math.round(t * (found[s].length - 1))]);
      context.beginPath();
      context.arc(x, y, 9.5, 0, 7);
      context.fillStyle = theme.text;
      context.fill();
      context.lineWidth = 2;
      context.strokeStyle = css(theme.paper);
      context.stroke();
      context.fillStyle = css(theme.paper);
      context.fillText(String(i + 1), x, y + 0.5);
    }
  }

  // Where each path is now, while the film runs or a hand looks through it.
  function dots(context, map) {
    if (!ready()) return;
    for (const [s, strip] of host.strips.entries()) {
      if (!strip.shown || !strip.z.length) continue;
      const [x, y] = found[s][Math.round(host.t * (found[s].length - 1))];
      map.ring(context, ...map.toScreen(x, y), 6, host.lent.theme.accent, 3);
    }
  }
  dots.rests = () => false;

  const takeLines = host.lent.overlay(lines);
  let takeDots = null, seen = true;
  const sight = new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; });
  sight.observe(host.lent.map.node);
  return {
    place,
    get ready() { return ready(); },
    // Another layer makes every frame of the map dearer: it is there only while something moves, and the map is in sight.
    show(moving) {
      moving &&= seen;
      if (moving && !takeDots) takeDots = host.lent.overlay(dots);
      if (!moving && takeDots) { takeDots(); takeDots = null; }
      if (moving) host.lent.request();
    },
    close() { sight.disconnect(); takeLines(); takeDots?.(); },
  };
}
