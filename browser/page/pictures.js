// How do the pictures in a block become something that can be drawn and looked into?

import { makeRuntime } from "../base/runtime.js";

/** -> {about, ..sections as bytes}
 * @returns {any} */
export function openPage(block) {
  const sections = makeRuntime().unpack(block);
  return { ...sections, about: JSON.parse(new TextDecoder().decode(sections.about)) };
}

export const pictureOf = (bytes, type) => createImageBitmap(new Blob([bytes], { type }), { colorSpaceConversion: "none" });

// A canvas of a picture, or of half its size in either direction: what is drawn small is drawn from there.
export function canvasOf(picture, part = 1) {
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * part)), Math.max(1, Math.round(picture.height * part)));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// The pixels of a grey picture, a byte each.
export async function greyOf(bytes) {
  const picture = await pictureOf(bytes, "image/png"), { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  context.drawImage(picture, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer), data = new Uint8Array(pixels.length);
  for (let i = 0; i < data.length; i++) data[i] = pixels[i] & 255;
  picture.close();
  return { data, width, height };
}
