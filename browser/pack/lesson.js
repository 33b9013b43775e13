// How does one walk through a lesson without a server? A step at a time stands beside what it is about: predict, try, then see.

import { button, element } from "../base/dom.js";
import { makeLight } from "../lessons/light.js";
import { makeNotes } from "./noted.js";
import { waiting, writeAddress } from "./page.js";
import { isRight, numberOf, rightOption, written } from "./question.js";
import { sceneFor } from "./scenes.js";
import { makeStage } from "./stage.js";

const SAYS = { t: (seen) => String(Number(seen.temperature?.toPrecision(6))) }; // what stands in the app's address, from what is told

class LessonPage {
  at = 0;
  place = null; // where the pad was let go last
  acts = new Set();
  start = null; // the button that begins what a step is about
  stages = new Map();

  constructor(told, shelf) {
    this.shelf = shelf;
    this.steps = told.steps;
    this.notes = makeNotes(told.lesson);
    this.node = document.getElementById("stage");
    this.stage = makeStage(this.node, { shelf, parts: told.parts, heard: (_part, name, value) => this.heard(name, value) });
    this.light = makeLight(() => {});
    this.sections = this.steps.map(({ id }) => document.getElementById(`step-${id}`));
    for (const [i, section] of this.sections.entries()) this.dress(section, i);
    for (const link of document.querySelectorAll("[data-step]")) {
      if (link instanceof HTMLElement) link.onclick = (event) => { event.preventDefault(); this.go(this.steps.findIndex(({ id }) => id === link.dataset.step)); };
    }
    document.getElementById("anew").onclick = () => { this.notes.forget(); window.location.href = window.location.pathname.split("/").pop(); };
  }

  dress(section, i) {
    const take = section.querySelector(".take"), back = section.querySelector(".back"), next = section.querySelector(".next");
    if (take) take.onclick = () => this.take(i);
    if (back) back.onclick = () => this.go(i - 1);
    if (next instanceof HTMLButtonElement) next.onclick = () => this.go(i + 1);
  }

  get step() { return this.steps[this.at]; }
  get section() { return this.sections[this.at]; }

  async go(i) {
    const before = this.step;
    this.at = Math.max(0, Math.min(this.steps.length - 1, i));
    if (before.stage !== this.step.stage) this.place = null; // else the pad is where it was left
    this.acts.clear();
    for (const [k, section] of this.sections.entries()) section.hidden = k !== this.at;
    writeAddress({ step: this.step.id });
    this.describe();
    this.light.show("");
    if (this.section.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
    this.start?.remove();
    if (!this.step.stage) { this.stage.close(); return; }
    const { step } = this;
    await waiting(this.node, async () => {
      if (!this.stages.has(step.stage)) this.stages.set(step.stage, JSON.parse(new TextDecoder().decode(await this.shelf.block(step.stage))));
      if (step === this.step) await this.enter(this.stages.get(step.stage));
    });
    if (step === this.step && step.light) this.light.show(step.light);
  }

  // Show what a step is about; what begins at a word waits for it.
  async enter(stage) {
    const show = () => this.stage.show(sceneFor(stage, this.step.at), stage.blocks);
    if (!stage.begins) { await show(); return; }
    this.stage.close();
    this.start = button(stage.begins, stage.begins, () => { this.start.remove(); waiting(this.node, show); }, { className: "primary begins" });
    this.node.before(this.start);
  }

  // What a component has told: a step may wait for it.
  heard(name, value) {
    if (name === "place") this.place = value;
    for (const act of name === "acts" ? value : []) this.acts.add(act);
    const { act, id } = this.step;
    if (!act || this.notes.of(id).done) return;
    const done = { moved: () => name === "place", exhibit: () => this.acts.has(act.act),
      address: () => name === "seen" && Object.entries(act.of).every(([key, wanted]) => SAYS[key]?.(value) === wanted),
      trained: () => name === "ended" && (act.beta === null || value.beta >= act.beta) }[act.by];
    if (done?.()) this.notes.note(id, { done: true, ...(name === "ended" ? { own: value } : {}) });
    this.describe();
  }

  take(i) {
    const { question, id } = this.steps[i], section = this.sections[i], trouble = section.querySelector(".trouble");
    try {
      this.notes.note(id, { answer: this.given(question, section) });
      trouble.textContent = "";
    } catch (error) {
      trouble.textContent = error.message;
    }
    this.describe();
  }

  given(question, section) {
    if (question.kind === "choice") {
      const chosen = [...section.querySelectorAll("input")].findIndex((input) => input.checked);
      if (chosen < 0) throw new Error("Choose one of the answers first.");
      return chosen;
    }
    if (question.kind === "number") return numberOf(section.querySelector("input").value);
    if (!this.place) throw new Error("Drag the point to the place that you mean first.");
    return this.place.z;
  }

  describe() {
    const { step, section } = this, note = this.notes.of(step.id), { question, act } = step;
    const show = (selector, on) => { for (const node of section.querySelectorAll(selector)) node.hidden = !on; };
    const answered = !question || note.answer !== undefined, done = answered && (!act || Boolean(note.done));
    show(".question", !answered);
    show(".waits", answered && !done);
    show(".told, .reveal", done);
    if (question && done) this.tell(section, question, note);
    for (const node of section.querySelectorAll("[data-own]")) {
      const { own, places, unit } = node.dataset, value = note.own?.[own];
      node.textContent = typeof value === "number" ? written(value, Number(places), unit) : "…";
    }
    const finished = this.steps.map(({ id, question: asks, act: waits }) => {
      const one = this.notes.of(id);
      return (!asks || one.answer !== undefined) && (!waits || one.done) && (asks || waits || one.seen);
    });
    if (done && !question && !act) this.notes.note(step.id, { seen: true });
    for (const mark of document.querySelectorAll(".all-steps [data-step]")) {
      const i = mark instanceof HTMLElement ? this.steps.findIndex(({ id }) => id === mark.dataset.step) : -1;
      mark.classList.toggle("done", Boolean(finished[i]));
      if (i === this.at) mark.setAttribute("aria-current", "step");
      else mark.removeAttribute("aria-current");
    }
  }

  tell(section, question, note) {
    const right = isRight(question, note.answer, note.own), options = question.options ?? [];
    const said = question.kind === "choice" ? options[note.answer] : question.kind === "number" ? `${note.answer} ${question.unit}`.trim()
      : `z = (${note.answer.map((part) => part.toFixed(2)).join(", ")})`;
    section.querySelector(".said").textContent = said;
    section.querySelector(".right").hidden = !right;
    section.querySelector(".otherwise").hidden = right;
    const best = options[rightOption(question, note.own)];
    const words = question.kind === "choice" ? (best ? `It came out otherwise: ${best}` : "None of these came out.") : question.kind === "number"
      ? `It came out otherwise: ${question.written}.` : "Not quite there: what is asked for lies elsewhere.";
    section.querySelector(".otherwise").replaceChildren(element("span", { textContent: words }));
  }
}

export async function openLesson(told, shelf) {
  const page = new LessonPage(told, shelf), asked = new URLSearchParams(window.location.search).get("step");
  await page.go(Math.max(0, page.steps.findIndex(({ id }) => id === asked)));
}
