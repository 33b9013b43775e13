// A page of the pack begins here, when all its own text is there. It says in JSON what it is, see core/class_pack/page.py.

import { openLesson } from "./lesson.js";
import { openPage } from "./page.js";
import { makeShelf } from "./shelf.js";

function begin() {
  const told = JSON.parse(document.getElementById("page").textContent), shelf = makeShelf("data");
  if (told.steps) openLesson(told, shelf);
  else if (told.stage) openPage(told, shelf);
}

export default begin;
