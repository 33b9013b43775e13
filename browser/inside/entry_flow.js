// What does a page hear of a flow's way from noise to ink, and what does its address say to it?

import { live } from "../adapter.js";
import { mountFlow } from "./flow.js";

function askedIn(query) {
  const number = (name) => (query.has(name) ? Number(query.get(name)) : null);
  return { seed: number("seed"), label: number("label"), steps: number("steps"), guidance: number("guidance") };
}

export default live((root, { address, tell, shown }) => {
  shown();
  return mountFlow(root, { saved: askedIn(address()), onRelease: (asked) => tell("asked", asked) });
});
