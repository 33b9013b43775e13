import { live } from "../adapter.js";
import { mountTraining } from "./live/live.js";

export default live((root, { tell, send, shown }) => {
  shown();
  return mountTraining(root, { shelved: true, onopened: (known) => tell("opened", known), onkeep: (kept) => send("kept", kept) });
});
