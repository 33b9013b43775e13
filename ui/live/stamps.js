// Which images stand on the map as labels? One for each group, beside its point, none on top of another.

const STAMP = 30, STAMP_GAP = 4, STAMP_LIMIT = 60; // pixels; more labels than that hide the map
const NARROW = 480; // a map of fewer pixels has no room for words beside the pictures

// host: see map.js; host.stamps is [{index, text, category}], the first the most important.
function makeStamps(host, camera, placeOf) {
  let pictures = new Map(), made = null;

  function picture(atlas, index) {
    const { tile, columns } = host.cloud, { shades } = host.theme;
    if (made?.atlas !== atlas || made.shades !== shades) {
      pictures = new Map();
      made = { atlas, shades };
    }
    if (!pictures.has(index)) {
      const canvas = new OffscreenCanvas(tile, tile);
      paintThumb(canvas.getContext("2d"), atlas, (index % columns) * tile, Math.floor(index / columns) * tile, tile,
        shades, 0, 0, tile);
      pictures.set(index, canvas);
    }
    return pictures.get(index);
  }

  const apart = (a, b) => a.left + a.width + STAMP_GAP <= b.left || b.left + b.width + STAMP_GAP <= a.left
    || a.top + STAMP + STAMP_GAP <= b.top || b.top + STAMP + STAMP_GAP <= a.top;

  // Around the point: above, below, right, left, and the same farther off.
  function place(x, y, width, taken) {
    for (const far of [10, 26, 46]) {
      for (const [left, top] of [[x - width / 2, y - STAMP - far], [x - width / 2, y + far], [x + far, y - STAMP / 2],
        [x - width - far, y - STAMP / 2]]) {
        const box = { left, top, width };
        const inside = left >= 2 && top >= 2 && left + width <= camera.width - 2 && top + STAMP <= camera.height - 2;
        if (inside && taken.every((other) => apart(box, other))) return box;
      }
    }
    return null;
  }

  return {
    // Returns the boxes drawn: {index, left, top, width}.
    draw(context, atlas) {
      const { theme, stamps } = host, taken = [];
      if (!atlas) return taken;
      context.font = `700 ${13 * theme.scale}px ${theme.font}`;
      context.textAlign = "left";
      context.textBaseline = "middle";
      for (const { index, text, category } of stamps.slice(0, STAMP_LIMIT)) {
        const [x, y] = camera.toScreen(...placeOf(index));
        if (x < 0 || y < 0 || x > camera.width || y > camera.height) continue;
        const words = camera.width < NARROW ? "" : text.length > 24 ? `${text.slice(0, 23)}…` : text;
        const box = place(x, y, STAMP + (words ? context.measureText(words).width + 10 : 0), taken);
        if (!box) continue;
        taken.push({ ...box, index });
        draw(context, box, [x, y], words, picture(atlas, index), category);
      }
      return taken;
    },
  };

  function draw(context, { left, top, width }, [x, y], words, image, category) {
    const { theme } = host, colour = category === null ? theme.text : theme.classes[category % theme.classes.length];
    const nearX = Math.min(Math.max(x, left), left + width), nearY = Math.min(Math.max(y, top), top + STAMP);
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(nearX, nearY);
    context.lineTo(x, y);
    context.stroke();
    context.beginPath();
    context.roundRect(left, top, width, STAMP, 6);
    context.fillStyle = css(theme.paper, 0.95);
    context.fill();
    context.stroke();
    context.drawImage(image, left + 2, top + 2, STAMP - 4, STAMP - 4);
    context.fillStyle = theme.text;
    context.fillText(words, left + STAMP + 3, top + STAMP / 2 + 1);
  }
}
