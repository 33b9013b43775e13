// With what are paths played as films? A button, a scale, a speed, and a picture of the strips.

import { element, iconButton, setText } from "../base/dom.js";
import { makeTrack, playButton, speedMenu } from "../base/player.js";

export const inPercent = (share) => `${Math.round(100 * share)} %`;

// act: toggle(), seek(t), letGo(), pace(speed), save().
export function makePlayer(act) {
  const play = playButton("the films", act.toggle), where = element("output", {});
  const track = makeTrack("Moment of the films", {
    max: 1, step: "any", oninput: () => act.seek(Number(track.node.value)), onchange: act.letGo,
  });
  const pace = speedMenu("Speed of the films", [0.25, 0.5, 1, 2], act.pace);
  const keep = iconButton("save", "PNG", "The strips as one picture", act.save);
  return {
    node: element("div", { className: "player", role: "group", "aria-label": "The paths as films" },
      play.node, track.node, where, pace, keep),
    show(t, playing) {
      play.show(playing);
      track.show(t, 1, `${inPercent(t)} of the way`);
      setText(where, inPercent(t));
    },
  };
}
