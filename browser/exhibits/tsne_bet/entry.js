import { shown } from "../shown.js";
import { mountTsneBet } from "./tsne_bet.js";

export default shown(mountTsneBet);
