// How is one image looked at closer on the map? Enlarged beside its point, in the frame of its class's colour.

import { fitting } from "../base/names.js";
import { css, paintThumb } from "../base/theme.js";

const THUMB = 76; // CSS pixels

// host: see map.js. [x, y]: of the point. width, height: of the map. name: of its class, or undefined.
export function drawLens(context, host, atlas, [x, y], { width, height }, colour, name) {
  const { theme, hovered, cloud: { tile, columns } } = host;
  const left = x + THUMB + 28 > width ? x - THUMB - 18 : x + 18;
  const top = Math.min(Math.max(y - THUMB / 2, 6), height - THUMB - 6);
  context.save();
  context.beginPath();
  context.roundRect(left, top, THUMB, THUMB, 8);
  context.fillStyle = css(theme.paper);
  context.fill();
  context.clip();
  paintThumb(context, atlas, (hovered % columns) * tile, Math.floor(hovered / columns) * tile, tile, theme.shades,
    left + 2, top + 2, THUMB - 4);
  context.restore();
  context.lineWidth = 2.5;
  context.strokeStyle = colour;
  context.beginPath();
  context.roundRect(left, top, THUMB, THUMB, 8);
  context.stroke();
  if (name === undefined) return;
  context.font = `700 ${13 * theme.scale}px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = colour;
  context.fillText(fitting(context, name, THUMB - 14), left + 7, top + 17);
}
