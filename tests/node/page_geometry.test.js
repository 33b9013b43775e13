// Do corners stay a sheet while they are dragged and turned, and does what is seen stay under the hand?
import assert from "node:assert/strict";
import test from "node:test";

import { heldView, panned, placed, toPage, toPort, WHOLE_PAGE, zoomed } from "../../browser/page/camera.js";
import { flatPoints, fromLeftTop, isSheet, movedCorner, pointPairs, turnedPoints, turnedSize, wholePicture } from "../../browser/page/geometry.js";

const near = (a, b, most = 1e-6) => assert.ok(a.flat().every((v, i) => Math.abs(v - b.flat()[i]) <= most), `${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
const SIZE = [400, 300], SHEET = [[30, 20], [350, 40], [380, 280], [10, 250]];

test("a picture turned four times is as it was, and a turn takes the left top corner to the right", () => {
  assert.deepEqual(turnedPoints([[0, 0], [399, 299]], SIZE, 1), [[299, 0], [0, 399]]);
  assert.deepEqual(turnedPoints([[0, 0]], SIZE, 2), [[399, 299]]);
  assert.deepEqual(turnedPoints(turnedPoints(SHEET, SIZE, 3), turnedSize(SIZE, 3), 1), SHEET);
  assert.deepEqual(turnedPoints(SHEET, SIZE, -1), turnedPoints(SHEET, SIZE, 3));
  for (const quarters of [0, 1, 2, 3]) {
    const size = turnedSize(SIZE, quarters), seen = fromLeftTop(turnedPoints(SHEET, SIZE, quarters), size);
    assert.ok(isSheet(seen, size));
    assert.ok(seen[0][0] < size[0] / 2 && seen[0][1] < size[1] / 2, `the first is the left top one after ${quarters}`);
  }
});

test("a corner goes where it is dragged, within the picture, and never so far that the frame is none", () => {
  assert.deepEqual(movedCorner(SHEET, 2, [300, 200], SIZE)[2], [300, 200]);
  assert.deepEqual(movedCorner(SHEET, 0, [-50, -9], SIZE)[0], [0, 0]);
  const crossed = movedCorner(SHEET, 0, [390, 290], SIZE);
  assert.ok(isSheet(crossed, SIZE));
  assert.deepEqual(crossed.slice(1), SHEET.slice(1));
  assert.ok(crossed[0][0] > 100, "it went as far as it could");
  assert.ok(!isSheet([SHEET[1], SHEET[0], SHEET[2], SHEET[3]], SIZE), "crossed sides");
  assert.ok(!isSheet([...SHEET].reverse(), SIZE), "the wrong way round");
  assert.ok(!isSheet([[1, 1], [9, 1], [9, 9], [1, 9]], SIZE), "a speck");
  assert.ok(isSheet(wholePicture(SIZE), SIZE));
});

test("points travel as a list of numbers", () => {
  assert.deepEqual(flatPoints([[1.04, 2], [3.06, 4]]), [1, 2, 3.1, 4]);
  assert.deepEqual(pointPairs([1, 2, 3, 4]), [[1, 2], [3, 4]]);
});

const PAGE = [2000, 3000], PORT = [800, 600];

test("all of a page fits into the window, and places go there and back", () => {
  const at = placed(WHOLE_PAGE, PAGE, PORT), ends = [[0, 0], PAGE].map((place) => toPort(at, place));
  assert.ok(ends.flat().every((v, i) => v >= 0 && v <= PORT[i % 2]));
  near(toPage(at, toPort(at, [123, 456])), [123, 456]);
});

test("what lies under the hand stays there when it is zoomed", () => {
  let view = zoomed(WHOLE_PAGE, PAGE, PORT, 4);
  const hand = [500, 250], before = toPage(placed(view, PAGE, PORT), hand);
  view = zoomed(view, PAGE, PORT, 1.7, hand);
  near(toPage(placed(view, PAGE, PORT), hand), before, 1e-6);
  assert.equal(zoomed(view, PAGE, PORT, 1e9).zoom, 16);
  assert.deepEqual(zoomed(view, PAGE, PORT, 1e-9, hand), WHOLE_PAGE);
});

test("a page is panned as far as its ends, and its view is the same of another size", () => {
  const view = zoomed(WHOLE_PAGE, PAGE, PORT, 8);
  const moved = panned(view, PAGE, PORT, 40, -30), there = placed(moved, PAGE, PORT), from = placed(view, PAGE, PORT);
  near([[there.left - from.left, there.top - from.top]], [[40, -30]]);
  const far = placed(panned(view, PAGE, PORT, 1e6, 1e6), PAGE, PORT);
  near([[far.left, far.top]], [[18, 18]]);
  near([Object.values(heldView(view, [4000, 6000], PORT))], [Object.values(view)]);
  assert.equal(panned(WHOLE_PAGE, PAGE, PORT, 50, 50).x, 0.5, "where all is seen nothing moves");
});
