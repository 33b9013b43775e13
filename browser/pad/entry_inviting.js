import { live } from "../adapter.js";
import { padPart } from "./part.js";

export default live(padPart({ invites: ["2", "3"] }));
