import { shown } from "../shown.js";
import { mountReparameterisation } from "./reparameterisation.js";

export default shown(mountReparameterisation);
