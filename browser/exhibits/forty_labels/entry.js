import { shown } from "../shown.js";
import { mountFortyLabels } from "./forty_labels.js";

export default shown(mountFortyLabels);
