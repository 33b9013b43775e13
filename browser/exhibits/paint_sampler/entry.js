import { shown } from "../shown.js";
import { mountPaintSampler } from "./paint_sampler.js";

export default shown(mountPaintSampler);
