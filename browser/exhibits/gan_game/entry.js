import { shown } from "../shown.js";
import { mountGanGame } from "./gan_game.js";

export default shown(mountGanGame);
