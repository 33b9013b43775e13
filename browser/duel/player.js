// With what is a step of a duel played? A button, ways from phase to phase, a scale and a speed; and what goes on is told.

import { button, element, iconButton, setText } from "../base/dom.js";
import { makeTrack, playButton, speedMenu } from "../base/player.js";

// act: toggle(), phaseBy(-1 or 1), again(), seek(t), pace(speed).
export function makePlayer(act) {
  const play = playButton("the slow motion", act.toggle);
  const back = button("‹", "The phase before", () => act.phaseBy(-1)), on = button("›", "The next phase", () => act.phaseBy(1));
  const again = iconButton("reset", "", "This step again from its start", act.again);
  const track = makeTrack("Moment of the step", { step: "any", oninput: () => act.seek(Number(track.node.value)) });
  const pace = speedMenu("Speed of the slow motion", [0.5, 1, 2, 4], act.pace);
  return {
    node: element("div", { className: "player", role: "group", "aria-label": "Slow motion" },
      play.node, back, on, again, track.node, pace),
    show(t, total, playing, words) {
      play.show(playing);
      track.show(t, total, words);
    },
  };
}

// The phases in a row, and what goes on in the one that is shown. begin(i): a phase is to be played.
export function makeTelling(begin) {
  const phases = element("ol", { className: "phases" });
  const title = element("strong", {}), sentence = element("p", { className: "sentence", role: "status" });
  const waits = element("p", { className: "waits", hidden: true, textContent: "The next step is being taken…" });
  const chipOf = (phase, i) => {
    const chip = button("", phase.words, () => begin(i), { className: `phase ${phase.active}` });
    chip.append(element("b", { textContent: i + 1 }), element("span", { textContent: phase.title }));
    const item = element("li", {}, chip);
    item.style.flexGrow = phase.seconds;
    return item;
  };
  return {
    nodes: [phases, element("div", { className: "telling" }, title, sentence, waits)],
    load(given) { phases.replaceChildren(...given.map(chipOf)); },
    // k: which phase is shown. doneOf(i) -> how far a phase is, 0 to 1.
    show(phase, k, waiting, doneOf) {
      setText(title, phase.title);
      setText(sentence, phase.words);
      title.className = phase.active;
      waits.hidden = !waiting;
      for (const [i, { firstChild: chip }] of [...phases.children].entries()) {
        chip.style.setProperty("--done", doneOf(i).toFixed(3));
        if (chip.getAttribute("aria-current") !== String(i === k)) chip.setAttribute("aria-current", i === k);
      }
    },
  };
}
