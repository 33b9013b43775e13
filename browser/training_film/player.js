// With what is a film of training played? A button, a scale, a speed, a way to the newest moment, and a picture of this one.

import { button, element, iconButton, setText } from "../base/dom.js";
import { makeTrack, playButton, speedMenu } from "../base/player.js";

// act: toggle(), go(i), pace(speed), follow(), save().
export function makePlayer(act) {
  const play = playButton("the film of training", act.toggle), where = element("output", {});
  const track = makeTrack("Moment of the training", { step: 1, oninput: () => act.go(Number(track.node.value)) });
  const pace = speedMenu("Speed of the film", [0.25, 0.5, 1, 2, 4], act.pace);
  const follow = button("Live", "Follow the newest moment", act.follow, { className: "live" });
  const keep = iconButton("save", "PNG", "This moment as a picture", act.save);
  return {
    node: element("div", { className: "player", role: "group", "aria-label": "The film of training" },
      play.node, track.node, where, pace, follow, keep),
    get words() { return where.textContent; },
    // i: the moment, of `end` or fewer. live: more is to come.
    show({ mode, live, i, end, words }) {
      play.show(mode === "playing");
      follow.hidden = !live;
      follow.setAttribute("aria-pressed", mode === "end");
      track.show(i, end, words);
      setText(where, words);
    },
  };
}
