import { shown } from "../shown.js";
import { mountFlowField } from "./flow_field.js";

export default shown(mountFlowField);
