// How do two maps show by themselves what it is to travel? Once, to whoever has not touched them yet: there and back.

const SHOW_AFTER = 1200, SHOW_REST = 900; // ms before the points set out, and before they turn back

// travelTo(t): has the points set out. begin() is heeded once; arrived() is to be told of each arrival. Any touch ends it.
export function makeShow(root, travelTo) {
  let ways = null, timer = 0;
  const next = (wait) => { timer = setTimeout(() => travelTo(ways.shift()), wait); };
  const touched = () => show.stop();
  const kinds = ["pointerdown", "keydown", "wheel"];
  for (const kind of kinds) root.addEventListener(kind, touched, { capture: true, passive: true });
  const show = {
    get on() { return Boolean(ways); },
    begin() { if (ways === null) { ways = [1, 0]; next(SHOW_AFTER); } },
    arrived() { if (ways.length) next(SHOW_REST); else ways = false; },
    stop() { ways = false; clearTimeout(timer); },
    close() {
      show.stop();
      for (const kind of kinds) root.removeEventListener(kind, touched, { capture: true });
    },
  };
  return show;
}
