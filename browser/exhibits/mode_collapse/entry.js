import { shown } from "../shown.js";
import { mountModeCollapse } from "./mode_collapse.js";

export default shown(mountModeCollapse);
