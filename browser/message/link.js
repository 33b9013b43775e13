// What does an address, or this tab, say of a message and its dials, and how is it said to Python?
//
// dials: as the block has them, {name: {default, minimum, maximum, enum, pattern, ..}}. What is as usual is left out of an address.

export const usualConfig = (dials) => Object.fromEntries(Object.entries(dials).map(([name, dial]) => [name, structuredClone(dial.default)]));

// A dial's value of a text; undefined where it is none.
export function dialOf(text, { type, minimum, maximum, enum: options, pattern }) {
  if (options) return options.includes(text) ? text : undefined;
  if (type === "boolean") return { on: true, off: false }[text];
  if (type === "array") return text ? text.split("|") : [];
  if (pattern) return new RegExp(pattern).test(`#${text}`) ? `#${text}` : undefined;
  const value = Number(text);
  if (!text.trim() || !(value >= minimum && value <= maximum)) return undefined;
  return type === "integer" && !Number.isInteger(value) ? undefined : value;
}

const wordOfDial = (value) => (Array.isArray(value) ? value.join("|") : typeof value === "boolean" ? (value ? "on" : "off") : String(value).replace("#", ""));

/** {text, config} of an address; what cannot be read is as usual.
 * @param {URLSearchParams} query */
export function readLink(query, dials, start) {
  const config = usualConfig(dials);
  for (const [name, dial] of Object.entries(dials)) {
    const value = query.has(name) ? dialOf(query.get(name), dial) : undefined;
    if (value !== undefined) config[name] = value;
  }
  return { text: query.get("text") ?? start, config };
}

// What an address must say to lead back: {name: text}, without what is as usual.
export function linkOf({ text, config }, dials) {
  const usual = usualConfig(dials), changed = Object.keys(dials).filter((name) => JSON.stringify(config[name]) !== JSON.stringify(usual[name]));
  return { text, ...Object.fromEntries(changed.map((name) => [name, wordOfDial(config[name])])) };
}

export const saysMessage = (query, dials) => ["text", ...Object.keys(dials)].some((name) => query.has(name));
