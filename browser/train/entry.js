import { live } from "../adapter.js";
import { mountTraining } from "./live/live.js";

export default live((root, { tell, shown }) => {
  shown();
  return mountTraining(root, { onend: (how, words) => tell("ended", { how, words }) });
});
