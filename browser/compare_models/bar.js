// What stands on the page of models side by side, from top to bottom? The walk, the samples, the strips and the numbers; every
// part holds all models beside each other.

import { choice, element, enlarged, icon, iconButton, nameChip, setText } from "../base/dom.js";
import { fitting, isolated } from "../base/names.js";
import { digits } from "../base/place.js";
import { speedMenu } from "../base/player.js";
import { css, paintInk } from "../base/theme.js";
import { SIGNS, dressSigns, drawSign, markInks } from "../map/marks.js";
import { makeModelColumn, modelName } from "./column.js";
import { GRID_SAMPLES, ModelGrid } from "./grid.js";
import { makeNumbers } from "./numbers.js";
import { makeStrips } from "./strips.js";

// The walk: what plays it, how fast, on which patch, and for which class. act: see compare_models.js.
function makeDesk({ classes }, act) {
  const play = iconButton("play", "Walk", "Walk through all models at once", act.toggle);
  const pace = speedMenu("Speed of the walk", [0.5, 1, 2], act.pace);
  const chips = classes.map((name, i) =>
    nameChip(name, i, classes.length, `Ask every model that can be asked for ${isolated(name)}`, () => act.ask(i)));
  let chosen = null;
  return {
    node: element("div", { className: "desk" }, play, pace,
      iconButton("random", "Another patch", "Other directions through latent space, around another draw", act.patch),
      element("div", { className: "legend", role: "group", "aria-label": "Class that is asked for", hidden: !classes.length }, ...chips)),
    show(y, playing) {
      if (chosen !== y) for (const [i, chip] of chips.entries()) chip.setAttribute("aria-pressed", y[i] > 0.5);
      chosen = y; // sixty times a second only what changed
      if (play.dataset.moving === String(playing)) return;
      play.dataset.moving = playing;
      play.replaceChildren(icon(playing ? "pause" : "play"), element("span", { textContent: playing ? "Pause" : "Walk" }));
    },
  };
}

// How the pads are to be understood.
function walkWords(models) {
  // In four dimensions and more all of a patch is as far out as a draw; in fewer there is no room for that.
  const free = models.filter(({ d }) => d >= 4).length;
  const rolled = free === models.length ? " so that no place on it is rarer than a draw"
    : free ? " so that, from four latent dimensions on, no place on it is rarer than a draw" : "";
  return `Drag on any pad: the same numbers go into every model at once${models.some(({ d }) => d !== models[0].d) ? " (a smaller one takes the first of them)" : ""}. `
    + `A pad is a patch of latent space, rolled up${rolled}: what leaves at one edge comes back at `
    + "the other. The models learned apart, so the same numbers mean another image in each.";
}

const heading = (text, ...tools) => element("div", { className: "heading" }, element("h2", { textContent: text }), ...tools);
const note = (textContent) => element("p", { className: "note", textContent });
const samplesOf = (model, grid) => element("section", { className: "sampled",
  "aria-label": `Samples of ${isolated(model.title)}, in a square` }, modelName(model, "h3"), grid.node);

// host, act: see compare_models.js.
export function assembleCompareModels(root, host, block, act) {
  dressSigns(root, host.theme);
  const { models, classes } = block;
  const columns = models.map((model) => makeModelColumn(host, model, act.hand));
  const grids = models.map((model) => new ModelGrid(host, model, { pick: act.pick }));
  const strips = models.map((model) => makeStrips(host, model));
  const numbers = makeNumbers(block), desk = makeDesk(block, act), where = element("p", { className: "place" });
  const beside = (className, ...nodes) => element("div", { className: `beside of-${models.length} ${className}` }, ...nodes);
  const kinds = choice("Class of the samples", [
    ["every", "Every class", "Each class in turn"],
    ["asked", "The class asked", "Only the class that is asked for above"],
  ], act.kinds);
  kinds.node.hidden = !classes.length;
  const shelf = makeRealShelf(host, block), walk = beside("walks", ...columns.map(({ node }) => node));
  const spoken = element("p", { className: "spoken", role: "status" });
  root.replaceChildren(element("div", { className: "versus-parts" },
    heading("One walk through all"), desk.node, walk, where, note(walkWords(models)),
    heading("Samples from the same noise", iconButton("random", "New noise", "Other numbers, the same for every model", act.noise), kinds.node,
      iconButton("save", "PNG", "All samples side by side as one picture", act.save)),
    note(`${GRID_SAMPLES} each${block.reader ? "; the bar shows how certainly the reader reads them, grey below 90 %" : ""}. A click takes the walk there.`),
    beside("samples", ...models.map((model, c) => samplesOf(model, grids[c]))), shelf.node,
    heading("From one draw to another", iconButton("random", "Other ends", "Two other draws, the same for every model", act.ends)),
    note("Straight, a way cuts past the centre of latent space; round the centre it stays about as far out as its ends are. How unusual its middle "
      + "is depends on how many dimensions there are: beside each stands how many draws lie nearer to the centre than it does."),
    beside("strips", ...strips.map(({ node }) => node)),
    heading("In numbers"),
    note(`Of the samples above${block.real ? `, and of ${block.real.n} real images` : ""}, at ${block.size} x ${block.size} pixels. `
      + `Others would differ by about what follows the ±${block.real ? "; the line across a bar is where real images are" : ""}.`),
    numbers.verdict, numbers.node, spoken));

  return {
    columns, grids, strips, numbers, shelf, walk, spoken,
    show({ u, patch, y, playing, every }) {
      setText(where, `patch ${patch.seed}.${patch.index} · (${u.map((v) => digits(v)).join(", ")})`);
      if (kinds.node.dataset.kind !== String(every)) kinds.show(every ? "every" : "asked");
      kinds.node.dataset.kind = every;
      desk.show(y, playing);
    },
  };
}

const SHELF = 24; // real images that are shown

// Some real images, to compare with.
function makeRealShelf(host, block) {
  const { real } = block, cells = [], row = element("div", { className: "shelf-row" });
  row.setAttribute("role", "img");
  row.setAttribute("aria-label", "Some real images");
  for (let i = 0; real && i < Math.min(SHELF, real.n); i++) {
    const canvas = element("canvas", { width: real.size, height: real.size });
    cells.push({ canvas, image: real.images[Math.floor(i * real.n / Math.min(SHELF, real.n))] });
    row.append(canvas);
  }
  const repaint = () => {
    for (const { canvas, image } of cells) {
      const context = canvas.getContext("2d");
      context.putImageData(paintInk(image, host.theme.shades, context.createImageData(real.size, real.size)), 0, 0);
    }
  };
  repaint();
  return { repaint, node: element("div", { className: "real-shelf", hidden: !real }, element("h3", { textContent: "Real images" }), row) };
}

// All grids side by side, with the models' names above.
export function gridsPicture(models, grids, theme) {
  const sheets = grids.map((grid) => enlarged(grid.sheet(), 540)), gap = 24, top = 40;
  const width = sheets.reduce((sum, sheet) => sum + sheet.width + gap, gap), height = Math.max(...sheets.map((sheet) => sheet.height)) + top + gap;
  const picture = element("canvas", { width, height }), context = picture.getContext("2d");
  context.fillStyle = css(theme.paper);
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  let left = gap;
  for (const [c, sheet] of sheets.entries()) {
    drawSign(context, SIGNS[models[c].mark], left + 8, top / 2, 7, markInks(theme)[models[c].mark], css(theme.paper), false);
    context.font = `600 18px ${theme.font}`;
    context.fillStyle = theme.text;
    context.fillText(fitting(context, models[c].title, sheet.width - 24), left + 24, top / 2);
    context.drawImage(sheet, left, top);
    left += sheet.width + gap;
  }
  return picture;
}
