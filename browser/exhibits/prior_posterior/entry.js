import { shown } from "../shown.js";
import { mountPriorPosterior } from "./prior_posterior.js";

export default shown(mountPriorPosterior);
