// What does a page hear of a network's inside, and what does its address say to it?

import { live } from "../adapter.js";
import { mountInside } from "./inside.js";

function givenIn(query) {
  const numbers = (name) => query.get(name)?.split(",").map(Number) ?? null;
  if (!["z", "y", "image", "ink"].some((name) => query.has(name))) return null;
  return { z: numbers("z"), y: numbers("y"), image: query.has("image") ? Number(query.get("image")) : null, ink: query.get("ink") };
}

export default live((root, { address, tell, shown }) => {
  shown();
  return mountInside(root, { saved: givenIn(address()), onRelease: (given) => tell("given", given) });
});
