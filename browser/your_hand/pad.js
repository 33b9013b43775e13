// How does somebody write character after character, without a word to press in between?
//
// mountYourHand(root, {tell(changes)}) -> {update(data), retheme(), close(), state}. data: {characters, counts, wanted, taken, kept, base,
// xHeight}, see ui/components/your_hand.py. A change is {change: 16 hex digits, character, strokes: flat lists as of draw/sheet.js,
// forget: the change of a character that is taken back, or ""}; it is told until Python has made it.

import { isolated } from "../base/names.js";
import { makeHost } from "../base/host.js";
import { css, dress } from "../base/theme.js";
import { token } from "../base/token.js";
import { makeSheet } from "../draw/sheet.js";
import { assemblePad } from "./frame.js";
import { countsWith, enough, nextOf } from "./order.js";

const REST_MS = 1100; // the pen rests as long as that: the character is finished, dots and bars included
const MOST_UNTOLD = 200, MOST_BACK = 30;

class YourHand {
  root; mount; tell;
  about = null; told = []; back = []; current = null; picked = false; resting = 0; goesOn = true;

  constructor(root, mount, tell) {
    Object.assign(this, { root, mount, tell });
    this.sheet = makeSheet({
      label: "Write the character that is asked for.", read: 0, ink: () => css(mount.theme.ink), say: (text) => this.page?.say(text),
      begins: () => clearTimeout(this.resting), ended: () => this.ended(),
    });
    this.page = assemblePad(root, this.sheet, {
      undo: () => this.undo(), clear: () => { clearTimeout(this.resting); this.sheet.clear(); this.show(); }, keep: () => this.keep(),
      pick: (c) => this.ask(c), byItself: (on) => { this.goesOn = on; },
    });
  }

  open(about) {
    const other = this.about && this.about.characters.join("") !== about.characters.join("");
    this.about = about;
    this.root.style.setProperty("--base", about.base);
    this.root.style.setProperty("--x-height", about.xHeight);
    this.told = this.told.filter(({ change }) => !about.taken.includes(change));
    if (other) { this.sheet.wipe(); this.picked = false; }
    if (other || this.current === null || !about.characters.includes(this.current)) this.current = this.next(null);
    this.show();
  }

  get counts() { return countsWith(this.about.counts, this.told, this.about.taken); }

  next(after) { return nextOf(this.about.characters, this.counts, this.about.wanted, after); }

  // Somebody asks for a character themselves: more of it than are wanted, too.
  ask(c) {
    this.current = c;
    this.show();
    this.page.say(`Write ${isolated(c)}.`);
  }

  ended() {
    clearTimeout(this.resting);
    this.show();
    const byKeys = !this.sheet.nib.hidden; // they rest as long as they like
    if (this.goesOn && !byKeys && !this.sheet.empty) this.resting = window.setTimeout(() => this.keep(), REST_MS);
  }

  keep() {
    clearTimeout(this.resting);
    const { sheet, current } = this;
    if (sheet.empty || sheet.current || current === null) return;
    const change = { change: token(), character: current, strokes: sheet.strokes, forget: "" };
    this.back = [...this.back, change].slice(-MOST_BACK);
    sheet.wipe();
    this.send(change);
    this.current = this.next(current);
    this.show();
    this.page.say(this.current === null ? "All of them are there." : `Kept. Write ${isolated(this.current)}.`);
  }

  // The last stroke; on an empty sheet the last character comes back onto it, and out of the set.
  undo() {
    clearTimeout(this.resting);
    if (this.sheet.undoable) { this.sheet.undo(); this.show(); return; }
    const last = this.back.pop();
    if (!last) { this.page.say("There is nothing to take back."); return; }
    this.send({ change: token(), character: last.character, strokes: [], forget: last.change });
    this.current = last.character;
    this.sheet.set(last.strokes);
    this.show();
    this.page.say(`${isolated(last.character)} is back on the sheet.`);
  }

  send(change) {
    this.told = [...this.told, change].slice(-MOST_UNTOLD);
    this.tell(this.told);
  }

  show() {
    const { about, counts, current } = this, { characters, wanted } = about;
    this.page.show({ characters, counts, wanted, current, done: enough(characters, counts, wanted) });
    this.page.works(this.sheet.undoable || this.back.length > 0, !this.sheet.empty, !this.sheet.empty && current !== null);
  }

  rethemed(theme) {
    dress(this.root, theme);
    this.sheet.repaint();
  }

  close() {
    clearTimeout(this.resting);
    this.page.close();
    this.sheet.close();
  }
}

export function mountYourHand(root, { tell }) {
  root.classList.add("pad", "your-hand");
  let hand = null;
  const mount = makeHost(root, { rethemed: (theme) => hand?.rethemed(theme) });
  hand = new YourHand(root, mount, tell);
  dress(root, mount.theme);
  return {
    update(data) { hand.open(data); },
    retheme: mount.rethemeTwice,
    close() { mount.close(); hand.close(); root.replaceChildren(); },
    get state() { return hand; },
  };
}
