import { live } from "../adapter.js";
import { mountPaths } from "./paths.js";

export default live(mountPaths);
