// What is said of a training while it goes on, and of what became of it?

import { inNats } from "./charts.js";

export const WAITS = "This training goes on in another tab of this browser. It comes here as soon as that one is closed.";
export const MISSING = "This browser keeps no training of that name: it was begun in another browser, or forgotten.";
export const ENDED = "The training has ended. Drag on the map to see what the model draws there; turn a setting, and it goes back a while "
  + "and learns on from there.";
export const SENT = "It is on its way to the server; what becomes of it is said below.";
export const DIED = "This browser ended what trained here.";

const number = (value) => value.toLocaleString("en");

// moment: that it is taken up again at.
export const resumed = ({ step, ended }) => (ended ? `This browser had kept it to its end. ${ENDED.replace(/^.*?\. /, "")}`
  : `It goes on from step ${number(step)}, which this browser had kept.`);

// seen: what the training showed last; losses, rows: of each step and epoch; axes: which dimensions the map shows, null where
// these are all; epochs: of the whole training.
export function standingOf({ seen, losses, rows, axes, epochs }) {
  const last = rows.findLast(({ step }) => step <= seen.step), loss = losses[seen.step - 1];
  const parts = [
    `Step ${number(seen.step)} of ${number(seen.steps)}, epoch ${Math.floor(seen.step / seen.epochSteps)} of ${epochs}`,
    ...(loss === undefined ? [] : [`loss ${inNats(loss)} nats`]),
    ...(last ? [`held out ${inNats(last.validation.loss)}`] : []),
    `${seen.seconds.toFixed(1)} s of learning in this browser${seen.kernels === "plain" ? ", the slow way" : ""}`,
    ...(axes ? [`the map shows ${axes.map((axis) => `z${axis + 1}`).join(" and ")}, which say most`] : []),
  ];
  return parts.join(" · ");
}
