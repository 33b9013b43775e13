import { shown } from "../shown.js";
import { mountDigitCollapse } from "./digit_collapse.js";

export default shown(mountDigitCollapse);
