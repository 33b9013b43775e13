// Where does a training outlive its page? In this browser's own store: what it began with, and the moment that it came to last.
//
// Where a browser keeps nothing, as some do in a private window, all of it is null or empty, and nobody is disturbed.

const NAME = "latent-ink-trainings", VERSION = 1;
const MOST = 4; // trainings that are kept, the newest

const done = (request) => new Promise((answered, failed) => {
  request.onsuccess = () => answered(request.result);
  request.onerror = () => failed(request.error);
});

function opened() {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const name of ["begun", "moments"]) request.result.createObjectStore(name, { keyPath: "id" });
  };
  return done(request);
}

// -> {begin({id, title, block}), remember({id, dims, moment}), find(id) -> {title, block, dims, moment} or null, list() ->
// [{id, title, step, steps, at}], forget(id)}, promises all. at: ms since 1970 of the moment kept last.
export function makeShelf() {
  let base = null;
  async function within(mode, work, instead = null) {
    try {
      base ??= await opened();
      const deed = base.transaction(["begun", "moments"], mode);
      return await work(deed.objectStore("begun"), deed.objectStore("moments"));
    } catch {
      base?.close();
      base = null;
      return instead;
    }
  }
  return {
    begin: (begun) => within("readwrite", async (all, moments) => {
      await done(all.put({ ...begun, at: Date.now() }));
      const older = (await done(all.getAll())).sort((a, b) => b.at - a.at).slice(MOST);
      for (const { id } of older) { all.delete(id); moments.delete(id); }
      return true;
    }, false),
    remember: (moment) => within("readwrite", (_all, moments) => done(moments.put({ ...moment, at: Date.now() }))),
    find: (id) => within("readonly", async (all, moments) => {
      const [begun, last] = await Promise.all([done(all.get(id)), done(moments.get(id))]);
      return begun ? { title: begun.title, block: begun.block, dims: last?.dims ?? null, moment: last?.moment ?? null } : null;
    }),
    list: () => within("readonly", async (all, moments) => {
      const [begun, last] = await Promise.all([done(all.getAll()), done(moments.getAll())]);
      const at = new Map(last.map((one) => [one.id, one]));
      return begun.filter(({ id }) => at.has(id)).map(({ id, title }) => {
        const { moment: { step, steps }, at: when } = at.get(id);
        return { id, title, step, steps, at: when };
      }).sort((a, b) => b.at - a.at);
    }, []),
    forget: (id) => within("readwrite", (all, moments) => Promise.all([done(all.delete(id)), done(moments.delete(id))])),
    close() { base?.close(); base = null; },
  };
}

// Wait until no other tab of this browser has the training; returns what lets it go again. waiting(): another one has it. signal:
// of an AbortController that ends the waiting.
export function alone(id, waiting, signal) {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(() => {}); // a page without encryption: two tabs are then two trainings
  return new Promise((mine, never) => {
    const name = `${NAME}-${id}`, hold = () => new Promise((letGo) => mine(letGo));
    locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock) return hold();
      waiting();
      locks.request(name, { signal }, hold).catch(never);
      return null;
    }).catch(never);
  });
}
