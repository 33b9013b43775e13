// Which changes does Python know, and which is it still to be told?
//
// makeLedger({tell(ops)}) -> a list of ops, see ops.js: what Python has taken, and behind it what was told since. What is told is told
// again with every further change until Python says that it has it.

import { token } from "../base/token.js";
import { backAndForth } from "./ops.js";

const MOST_UNTAKEN = 400;

class Ledger {
  taken = []; told = []; reading = "";

  constructor({ tell }) { this.tell = tell; }

  get history() {
    const known = new Set(this.taken.map(({ id }) => id));
    return [...this.taken, ...this.told.filter(({ id }) => !known.has(id))];
  }

  // What Python has, all of it.
  take(ops) {
    this.taken = ops;
    const known = new Set(ops.map(({ id }) => id));
    this.told = this.told.filter(({ id }) => !known.has(id));
  }

  add(kind, values) {
    const op = { id: token(), kind, reading: this.reading, ...values };
    this.told = [...this.told, op].slice(-MOST_UNTAKEN);
    this.tell(this.told);
    return op;
  }

  get next() { return backAndForth(this.history); }

  // Take the last change back, or do again what was taken back last; null if there is none, else the change.
  undo() {
    const { undo } = this.next;
    if (undo) this.add("undo", { of: undo.id });
    return undo;
  }

  redo() {
    const { redo, again } = this.next;
    if (redo) this.add("undo", { of: redo.id });
    return again;
  }
}

// Whether keys mean Undo or Redo: "undo", "redo" or null.
export function historyKey({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const letter = key.toLowerCase();
  return letter === "z" ? (shiftKey ? "redo" : "undo") : letter === "y" && !shiftKey ? "redo" : null;
}

export const makeLedger = (host) => new Ledger(host);
