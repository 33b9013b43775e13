import { live } from "../adapter.js";
import { mountHandFont } from "./hand_font.js";

export default live((root, { shown }) => mountHandFont(root, { onShown: shown }));
