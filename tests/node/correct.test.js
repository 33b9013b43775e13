// Does a drawing that is told the class of travel as it went into the network?
import assert from "node:assert/strict";
import test from "node:test";

import { pixelText } from "../../browser/read/correct.js";

test("pixels travel as a byte each, and what is out of range as the nearest there is", () => {
  const text = pixelText(Float32Array.of(0, 0.5, 1, 1.2, -0.1, 0.002));
  assert.deepEqual([...atob(text)].map((c) => c.charCodeAt(0)), [0, 128, 255, 255, 0, 1]);
  const image = Float32Array.from({ length: 256 * 256 }, (_, i) => (i % 256) / 255);
  assert.equal(atob(pixelText(image)).charCodeAt(200), 200, "the largest that there is, too");
});
