// How is a letter pointed at, and a run of them drawn over? A finger taps, and scrolls; a mouse and a pen draw, too.
//
// sheet: {tap(i), toggle(i), extend(i), run(from, to), ran()}

const NEAR = 24, STEP = 14; // pixels from the edge within which a run that is drawn scrolls on, and how far a frame

export function watchHands(grid, sheet) {
  const { node } = grid;
  let press = null, finger = false, at = [0, 0], scrolling = 0;

  const under = () => {
    const root = /** @type {Document | ShadowRoot} */ (node.getRootNode()), box = node.getBoundingClientRect();
    const x = Math.max(box.left + 4, Math.min(box.left + node.clientWidth - 4, at[0])), y = Math.max(box.top + 4, Math.min(box.bottom - 4, at[1]));
    return grid.tileAt({ target: root.elementFromPoint(x, y) });
  };

  function drawOn() {
    const i = under();
    if (i === null || (i === press.last)) return;
    press.last = i;
    press.drawn ||= i !== press.i;
    if (press.drawn) sheet.run(press.i, i);
  }

  function scrollOn() {
    scrolling = 0;
    if (!press?.drawn) return;
    const box = node.getBoundingClientRect(), way = at[1] < box.top + NEAR ? -1 : at[1] > box.bottom - NEAR ? 1 : 0;
    if (!way) return;
    node.scrollTop += way * STEP;
    drawOn();
    scrolling = requestAnimationFrame(scrollOn);
  }

  node.addEventListener("pointerdown", (event) => {
    finger = event.pointerType === "touch";
    const i = grid.tileAt(event);
    if (finger || i === null || event.button !== 0) return;
    if (event.shiftKey) { sheet.extend(i); return; }
    if (event.ctrlKey || event.metaKey) { sheet.toggle(i); return; }
    press = { i, last: i, drawn: false };
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!press) return;
    at = [event.clientX, event.clientY];
    drawOn();
    scrolling ||= requestAnimationFrame(scrollOn);
  });
  node.addEventListener("pointerup", () => {
    const was = press;
    press = null;
    if (was) (was.drawn ? sheet.ran : sheet.tap)(was.i);
  });
  node.addEventListener("pointercancel", () => { press = null; });
  node.addEventListener("click", (event) => {
    const i = finger ? grid.tileAt(event) : null;
    if (i !== null) sheet.tap(i);
  });
  return { close() { cancelAnimationFrame(scrolling); press = null; } };
}
