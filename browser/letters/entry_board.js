import { live } from "../adapter.js";
import { mountBoard } from "./board.js";

export default live(mountBoard);
