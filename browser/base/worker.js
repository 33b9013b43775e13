// How does a function become the program of a worker? By its source, with that of all that it calls in front of it: there is no
// file to be fetched, so it works in an exported page, too.

// main: a function without parameters. parts: named functions and classes, which know only one another. Returns null where a browser
// forbids workers; what they would do is then done in place.
export function workerOf(main, ...parts) {
  const url = URL.createObjectURL(new Blob([[...parts, `(${main})()`].join(";\n")], { type: "text/javascript" }));
  try {
    return new Worker(url);
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
