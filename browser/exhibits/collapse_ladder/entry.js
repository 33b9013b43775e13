import { shown } from "../shown.js";
import { mountCollapseLadder } from "./collapse_ladder.js";

export default shown(mountCollapseLadder);
