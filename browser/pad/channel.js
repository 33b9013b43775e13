// How does what changes beside a pad reach it? As bytes of their own, so that the pad's weights need not travel again.

import { live } from "../adapter.js";
import { makeRuntime } from "../base/runtime.js";
import { deliver, forget } from "./registry.js";

export default live(() => {
  const abouts = new Map(); // channel and model of what came this way
  let last = null;
  return {
    update(data) {
      if (data === last) return;
      last = data;
      const sections = makeRuntime().unpack(data.slice()); // its own memory: typed arrays look into it
      const about = JSON.parse(new TextDecoder().decode(sections.about));
      abouts.set(`${about.channel} ${about.model}`, about);
      deliver(about, sections);
    },
    close() {
      for (const about of abouts.values()) forget(about);
    },
  };
}, { unseen: true });
