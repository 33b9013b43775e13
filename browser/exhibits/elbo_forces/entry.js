import { shown } from "../shown.js";
import { mountElboForces } from "./elbo_forces.js";

export default shown(mountElboForces);
