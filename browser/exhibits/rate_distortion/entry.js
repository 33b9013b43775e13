import { shown } from "../shown.js";
import { mountRateDistortion } from "./rate_distortion.js";

export default shown(mountRateDistortion);
