// What is noted of a lesson in this browser: answers, and which steps are done? Where a browser keeps nothing, until the page goes.

const KEPT_NOTES = "latent_ink_pack";

export function makeNotes(lesson) {
  let all = {};
  try {
    all = JSON.parse(window.localStorage.getItem(KEPT_NOTES)) ?? {};
  } catch {
    all = {};
  }
  const notes = typeof all[lesson] === "object" && all[lesson] ? all[lesson] : {};

  function keep() {
    try {
      window.localStorage.setItem(KEPT_NOTES, JSON.stringify({ ...all, [lesson]: notes }));
    } catch {
      // full, or forbidden
    }
  }

  return {
    of: (step) => notes[step] ?? {},
    note(step, changes) { notes[step] = { ...notes[step], ...changes }; keep(); },
    forget() { for (const step of Object.keys(notes)) delete notes[step]; keep(); },
  };
}
