// Which key says what of a letter?
//
// sheet: {move(key, extends), confirm(), label(text), toss(), next(), undo(), redo(), all(), open(), takeOver(), escape()}

const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
const COMPOSED = new Set(["Dead", "Process", "Unidentified"]); // the letter is still to come: a text field takes over

// Returns whether the key was one of ours.
export function pressed(event, sheet) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event, command = (ctrlKey || metaKey) && !event.getModifierState?.("AltGraph");
  if (event.isComposing || COMPOSED.has(key)) { sheet.takeOver(); return false; }
  if (command) return commanded(key.toLowerCase(), shiftKey, sheet);
  if (MOVES.has(key)) sheet.move(key, shiftKey);
  else if (key === "Enter") sheet.confirm();
  else if (key === "Delete" || key === "Backspace") sheet.toss();
  else if (key === " ") sheet.next();
  else if (key === "Escape") sheet.escape();
  else if (key === "F2" || key === "ContextMenu") sheet.open();
  else if ([...key].length === 1 && !(altKey && !event.getModifierState?.("AltGraph") && key.charCodeAt(0) < 128)) sheet.label(key);
  else return false;
  return true;
}

function commanded(key, shift, sheet) {
  if (key === "z") (shift ? sheet.redo : sheet.undo)();
  else if (key === "y") sheet.redo();
  else if (key === "a") sheet.all();
  else return false;
  return true;
}
