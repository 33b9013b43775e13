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
  const context = canvas.getContext("2d", { willReadFrequently: part === 1 });
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// One channel of a picture, a byte a pixel: 0 the first, 3 how opaque it is.
export async function channelOf(bytes, channel) {
  const picture = await pictureOf(bytes, "image/png"), { width, height } = picture;
  const pixels = canvasOf(picture).getContext("2d").getImageData(0, 0, width, height).data, data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = pixels[4 * i + channel];
  picture.close();
  return { data, width, height };
}
