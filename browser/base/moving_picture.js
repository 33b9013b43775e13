// How does a film move on a page? As an image of its own address, so that nobody scales it down to its first frame.
//
// data: bytes of a GIF or of an animated PNG.

import { live } from "../adapter.js";

export default live((root) => {
  let shown = null, url = null;
  const WIDE = 1.5; // times its height, from which on it has more room
  root.onload = () => root.classList.toggle("wide", root.naturalWidth > WIDE * root.naturalHeight);

  return {
    update(film) {
      if (film === shown) return;
      shown = film;
      if (url) URL.revokeObjectURL(url);
      const type = film[0] === 0x47 ? "image/gif" : "image/png"; // a GIF begins with a G
      url = URL.createObjectURL(new Blob([film], { type }));
      root.src = url;
    },
    close() { URL.revokeObjectURL(url); },
  };
}, { into: ".moving" });
