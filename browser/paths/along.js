// How does a hand go along a path? It drags over the images, or takes the arrow keys; let go, the pad follows.

export function goAlong(row) {
  const { front, host } = row;
  const timeAt = (event) => {
    const box = row.images.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left - row.rim) / (box.width - 2 * row.rim)));
  };
  front.onpointerdown = (event) => {
    if (event.button !== 0 || !row.lent) return;
    front.setPointerCapture(event.pointerId);
    host.seek(timeAt(event));
    front.onpointermove = (moving) => host.seek(timeAt(moving));
  };
  front.onpointerup = () => { if (front.onpointermove) { front.onpointermove = null; host.go(row); } };
  front.onpointercancel = () => { front.onpointermove = null; host.letGo(); };
  front.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !row.lent || !row.cells.length) return;
    const step = 1 / (row.cells.length - 1), steps = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step };
    if (event.key in steps) host.seek(Math.min(1, Math.max(0, host.t + steps[event.key])));
    else if (event.key === "Home") host.seek(0);
    else if (event.key === "End") host.seek(1);
    else if (event.key === "Enter" || event.key === " ") host.go(row);
    else return;
    event.preventDefault();
  };
  front.onblur = () => host.letGo();
}
