// How does a block of bytes come that Python names by its address? It is fetched, and kept by the browser for long.

import { fromServer } from "./server.js";

const FETCH_WAITS = [300, 1000, 3000, 5000]; // ms before it is tried again, the last ever after
const FETCH_GIVES_UP = 2; // times after which the page is asked to send such blocks itself

async function blockAt(address) {
  try {
    const answer = await fetch(fromServer(`shelf/${address}`));
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null; // the line is cut
  }
}

// Gives the bytes once they are there, null if nobody `wanted()` them any more; `failed()` is called as often as they did not come.
export async function fetchBlock(address, wanted, failed) {
  for (let tries = 0; wanted(); tries++) {
    const bytes = await blockAt(address);
    if (bytes || !wanted()) return bytes;
    failed();
    if (tries >= FETCH_GIVES_UP) window.dispatchEvent(new Event("latent-ink-unfetched")); // base/arrival.js tells Python, if the line is not cut
    const ms = FETCH_WAITS[Math.min(tries, FETCH_WAITS.length - 1)];
    await new Promise((done) => setTimeout(done, ms));
  }
  return null;
}
