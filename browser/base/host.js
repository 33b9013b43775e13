// What does a mounted component need of the page it stands in? A loop, its size, its colours, and an end to all of these.
//
// makeHost(root, {frame(seconds, now) -> whether more is to be shown, resized(), rethemed(theme), longest}): what is left out is not
// watched. seconds: since the frame before, no more than `longest`, so that a hidden tab and a rest stand still. The loop
// sleeps until request() where a frame says that there is no more.

import { readTheme } from "./theme.js";

const FOLLOW_MS = 200; // the page's own colours change a moment after it says so

const alike = (a, b) => a !== null && a.length === b.length && a.every((v, i) => v === b[i]);

export function makeHost(root, { frame = null, resized = null, rethemed = null, longest = 0.05 } = {}) {
  let raf = 0, last = 0, following = 0, theme = null, given = null, block = null;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)"), dark = window.matchMedia("(prefers-color-scheme: dark)");
  const size = resized ? new ResizeObserver(resized) : null;
  size?.observe(root);
  if (rethemed) dark.addEventListener("change", retheme);

  function request() { raf ||= requestAnimationFrame(step); }

  function step(now) {
    raf = 0;
    const seconds = Math.min(longest, (now - last) / 1000);
    last = now;
    if (frame(seconds, now)) request();
  }

  // Tell of colours only where they are others than those that something was drawn with.
  function retheme() {
    if (!theme) return;
    const next = readTheme(root);
    if (next.key === theme.key && next.text === theme.text) return;
    theme = next;
    rethemed(theme);
  }

  return {
    request, retheme,
    // For a page whose colours follow later.
    rethemeTwice() {
      retheme();
      clearTimeout(following);
      following = setTimeout(retheme, FOLLOW_MS);
    },
    get theme() { return theme ??= readTheme(root); },
    get calm() { return calm.matches; }, // whether whoever looks wants little to move
    // A copy of bytes that came, null for those that came last. byContent: for a page that sends the same in a new array.
    take(bytes, { byContent = false } = {}) {
      if (!bytes || bytes === given || (byContent && alike(block, bytes))) return null;
      given = bytes;
      block = bytes.slice();
      return block;
    },
    close() {
      cancelAnimationFrame(raf);
      clearTimeout(following);
      size?.disconnect();
      dark.removeEventListener("change", retheme);
    },
  };
}
