import { live } from "../adapter.js";
import { mountTrainingFilms } from "./training_film.js";

export default live(mountTrainingFilms);
