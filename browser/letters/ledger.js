// What is known of each letter by now, of what is Python told until it has taken it, and what can be taken back?
//
// A mend is {id: 16 hex digits, letter: those of the letter, kind: "confirm" | "label" | "out" | "back" | "undo", text?, of?}, see
// core/handwriting/letters/mends.py. What is shown is what Python knows with what it has not taken yet on top of it.

import { token } from "../base/token.js";

const MOST_ACTS = 200; // that can be taken back

/** What a letter is after a mend, and what it was before: {text, sure, out}.
 * @param {{text: string, sure: boolean, out: boolean}} before
 * @param {{kind: string, text?: string}} mend */
export function afterMend(before, { kind, text }) {
  if (kind === "label") return { text, sure: true, out: false };
  if (kind === "confirm") return { ...before, sure: true, out: false };
  return { ...before, out: kind === "out" };
}

// Which mend a wish about a letter is: null where nothing would change by it.
export function mendFor(state, doubtful, kind, text) {
  if (kind === "confirm") return doubtful || state.out ? { kind } : null;
  if (kind === "out") return state.out ? null : { kind };
  if (kind === "back") return state.out ? { kind } : null;
  if (text !== state.text) return { kind, text };
  return doubtful || state.out ? { kind: "confirm" } : null;
}

// letters: {ids, texts, doubts, sure, out: indices}, as in core/blocks/letters.py. tell(mends): all that are not taken yet.
export class Ledger {
  ids; texts; doubts; sure; tell;
  now = new Map(); untold = []; over = new Map(); back = []; forth = [];

  constructor({ ids, texts, doubts, sure, out }, tell) {
    Object.assign(this, { ids, texts, doubts, sure, tell });
    this.index = new Map(ids.map((id, i) => [id, i]));
    this.thrown = new Set(out);
  }

  // What another ledger has still to tell, of letters that are here as well.
  inherit({ untold }) {
    this.untold = untold.filter(({ mend }) => this.index.has(mend.letter)).map((one) => ({ ...one, i: this.index.get(one.mend.letter) }));
    this.over = new Map(this.untold.map(({ i, after }) => [i, after]));
  }

  // now: [id, text or null, sure, out or null] of letters of which something was said; done: ids of mends that were heard.
  receive(now, done) {
    const heard = new Set(done);
    this.now = new Map(now.filter(([id]) => this.index.has(id)).map(([id, text, sure, out]) => [this.index.get(id), { text, sure, out }]));
    this.untold = this.untold.filter(({ mend }) => !heard.has(mend.id));
    this.over = new Map(this.untold.map(({ i, after }) => [i, after]));
  }

  // {text, sure, out}: text is what the letter is taken for.
  stateOf(i) {
    const { text, sure, out } = this.over.get(i) ?? this.now.get(i) ?? { text: null, sure: false, out: null };
    return { text: text ?? this.texts[i], sure, out: out ?? this.thrown.has(i) };
  }

  wasDoubtful(i) { return this.doubts[i] > this.sure; }

  isDoubtful(i) {
    const { sure, out } = this.stateOf(i);
    return this.wasDoubtful(i) && !sure && !out;
  }

  // One wish about some letters; returns of how many something changed.
  act(indices, kind, text = "") {
    const said = [];
    for (const i of indices) {
      const before = this.stateOf(i), wish = mendFor(before, this.isDoubtful(i), kind, text);
      if (wish) said.push({ mend: { id: token(), letter: this.ids[i], ...wish }, i, before, after: afterMend(before, wish) });
    }
    if (said.length) {
      this.back = [...this.back, said].slice(-MOST_ACTS);
      this.forth = [];
      this.send(said);
    }
    return said.length;
  }

  // Returns the letters that are as they were before, none if nothing can be taken back.
  undo() {
    const said = this.back.pop();
    if (!said) return [];
    this.forth.push(said);
    this.send(said.map(({ mend, i, before, after }) => (
      { mend: { id: token(), letter: mend.letter, kind: "undo", of: mend.id }, i, before: after, after: before })));
    return said.map(({ i }) => i);
  }

  redo() {
    const said = this.forth.pop();
    if (!said) return [];
    const again = said.map((one) => ({ ...one, mend: { ...one.mend, id: token() } })); // what was undone once stays so
    this.back.push(again);
    this.send(again);
    return again.map(({ i }) => i);
  }

  send(said) {
    this.untold.push(...said);
    for (const { i, after } of said) this.over.set(i, after);
    this.tell(this.untold.map(({ mend }) => mend));
  }

  // {all, doubtful, thrown, asked: how many were doubtful at first, looked: at how many of these somebody has looked}
  counts() {
    const sum = { all: 0, doubtful: 0, thrown: 0, asked: 0, looked: 0 };
    for (let i = 0; i < this.ids.length; i++) {
      const { out } = this.stateOf(i), doubtful = this.isDoubtful(i), asked = this.wasDoubtful(i);
      sum.all += Number(!out);
      sum.thrown += Number(out);
      sum.doubtful += Number(doubtful);
      sum.asked += Number(asked);
      sum.looked += Number(asked && !doubtful);
    }
    return sum;
  }
}
