// How are elements made? With text as text: a class name or a title never becomes markup.

import { CLASS_COLOURS, markOf, needMarks } from "./class_marks.js";

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-") || name === "role" || name === "for" || name === "list") node.setAttribute(name, value);
    else if (name === "style") node.style.cssText = value;
    else node[name] = value;
  }
  node.append(...children);
  return node;
}

export function button(label, title, onclick, properties = {}) {
  return element("button", { type: "button", textContent: label, title, onclick, ...properties });
}

const ICONS = {
  play: "M7 4.5v15l12-7.5z", pause: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  random: "M4 4h16v16H4zM8.2 8.2h.01M12 12h.01M15.8 15.8h.01M15.8 8.2h.01M8.2 15.8h.01",
  reset: "M5 5v5h5M5.6 10A7.5 7.5 0 1 1 4.8 14", undo: "M9 6 4.5 10.5 9 15M4.5 10.5H14a5 5 0 0 1 0 10h-3",
  clear: "M6 6l12 12M18 6 6 18", plus: "M12 5v14M5 12h14", minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", hand: "M12 3v18M3 12h18M12 3l-3 3M12 3l3 3M12 21l-3-3M12 21l3-3M3 12l3-3M3 "
    + "12l3 3M21 12l-3-3M21 12l-3 3", save: "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15",
  drag: "M12 12h.01M12 7a5 5 0 1 1 0 10 5 5 0 0 1 0-10M12 3v2M12 19v2M3 12h2M19 12h2",
  lasso: "M7.5 14.6C5 13.7 3.5 12 3.5 10 3.5 6.7 7.3 4 12 4s8.5 2.7 8.5 6-3.8 6-8.5 6c-.9 0-1.8-.1-2.6-.3M9.5 15a2 2 0 1 1-2-1.5"
    + "c2 0 3 3.5-1 7",
  box: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M11 4h2M20 11v2M11 20h2M4 11v2",
};

export function svg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

export function icon(name) {
  const node = svg("svg", { viewBox: "0 0 24 24", class: name === "play" || name === "pause" ? "icon solid" : "icon" });
  node.setAttribute("aria-hidden", "true");
  node.append(svg("path", { d: ICONS[name] }));
  return node;
}

export function iconButton(name, label, title, onclick) {
  const node = element("button", { type: "button", title, onclick }, icon(name));
  if (label) node.append(element("span", { textContent: label }));
  else node.setAttribute("aria-label", title);
  return node;
}

// One of several: a row of buttons of which one is pressed.
export function choice(label, options, onchange) {
  const group = element("div", { className: "choice", role: "group", "aria-label": label });
  const buttons = new Map(options.map(([value, text, title]) => [value, button(text, title, () => onchange(value))]));
  group.append(...buttons.values());
  return {
    node: group,
    show(value) { for (const [v, b] of buttons) b.setAttribute("aria-pressed", v === value); },
  };
}

export function colourChip(chip, c) {
  chip.style.setProperty("--class", `var(--class-${c % CLASS_COLOURS})`);
  chip.style.setProperty("--on-class", `var(--on-class-${c % CLASS_COLOURS})`);
}

// What a class looks like on the map, beside its name: nothing while the colour alone says which of k classes it is.
function markIcon(c, k) {
  if (!needMarks(k)) return "";
  const node = svg("svg", { viewBox: "0 0 24 24", class: "class-mark", "aria-hidden": "true" });
  node.append(svg("path", { d: markOf(c), "fill-rule": "evenodd" }));
  return node;
}

// A button that is the name of the c-th of k classes, in its colour and with its mark.
export function nameChip(name, c, k, title, onclick) {
  const label = element("bdi", { textContent: name });
  const chip = element("button", { type: "button", className: "chip", title, onclick }, markIcon(c, k), label);
  colourChip(chip, c);
  return chip;
}

// Set text only where it changed: a text node written 60 times a second costs layout each time.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function download(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function save(name, canvas) {
  canvas.toBlob((blob) => download(name, blob), "image/png");
}

// A small picture enlarged by whole steps, up to so many pixels: a projector shows it without blur.
export function enlarged(canvas, pixels) {
  const zoom = Math.max(1, Math.floor(pixels / canvas.width));
  const large = element("canvas", { width: canvas.width * zoom, height: canvas.height * zoom }), context = large.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, large.width, large.height);
  return large;
}
