// What does a page hear of its pad, and what does its address say to it?

import { mountPad } from "./pad.js";
import { join, leave } from "./registry.js";

function placeIn(query) {
  const numbers = (name) => query.get(name)?.split(",").map(Number) ?? null;
  if (!["z", "view", "t0", "steps", "guidance"].some((name) => query.has(name))) return null;
  return { z: numbers("z"), y: numbers("y"), view: query.get("view"), t0: Number(query.get("t0") ?? 1),
    solver: { steps: Number(query.get("steps") ?? NaN), guidance: Number(query.get("guidance") ?? NaN) } };
}

// reports: whether the page wants to hear where the pad is let go and what is marked. invites: as mountPad takes it.
export function padPart({ reports = true, invites = null } = {}) {
  return (root, { address, tell, shown }) => {
    shown();
    const report = (name, state) => { if (reports) tell(name, state); };
    const pad = mountPad(root, {
      saved: placeIn(address()),
      invites,
      marked: address().get("sel") ?? "",
      onRelease: (place) => report("place", place),
      onMark: (selection) => report("selection", selection),
    });
    return {
      update(bytes) {
        pad.update(bytes);
        join(pad.model, pad);
      },
      retheme: pad.retheme,
      close() {
        leave(pad);
        pad.close();
      },
    };
  };
}
