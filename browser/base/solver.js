// How does a flow draw? From noise to ink in even steps, each along what its network says then (Euler's method).
//
// One factory without outer references, as makeRuntime: both are sent to the worker as text. core/models/flow_network.py has the same.
export function makeSolver() {
  const TIMES = 16, FASTEST = 60; // numbers that a moment is told by; radians that the quickest of its waves turns

  // Tell the moment t, 0 to 1, by sines and, behind them, cosines, from out[at] on.
  function tell(t, out, at) {
    const half = TIMES / 2;
    for (let i = 0; i < half; i++) {
      const angle = t * Math.exp(i * Math.log(FASTEST) / (half - 1));
      out[at + i] = Math.sin(angle);
      out[at + half + i] = Math.cos(angle);
    }
  }

  // What draws one image. op: {steps, guidance}, which may be set anew between two, and, where it does not go from noise to ink,
  // {start, end} (moments), heun (asks again at the end of a step) and film: all steps are kept in op.frames, each as it is and what
  // it will be. network: runs [x, the moment, y] into what x will be. given: x of the moment start, and the class weights y behind it.
  // Fills out with ink from 0 to 1, or with x where it does not end at 1.
  return (op, network, given, out) => {
    const pixels = out.length, k = given.length - pixels, state = new Float32Array(pixels + TIMES + k), weights = given.subarray(pixels);
    const x = state.subarray(0, pixels), y = state.subarray(pixels + TIMES), told = new Float32Array(pixels), before = new Float32Array(pixels);
    const velocity = new Float32Array(pixels);

    function ask(t) {
      const guidance = k ? op.guidance : 0;
      tell(t, state, pixels);
      told.fill(0);
      for (const [asked, weight] of [[weights, guidance], [null, 1 - guidance]]) {
        if (!weight) continue;
        if (asked) y.set(asked); else y.fill(0);
        const seen = network.run(state);
        for (let i = 0; i < pixels; i++) told[i] += weight * seen[i];
      }
    }

    function step(t, to) {
      ask(t);
      const share = (to - t) / (1 - t);
      if (!op.heun || to >= 1) {
        for (let i = 0; i < pixels; i++) x[i] += (told[i] - x[i]) * share;
        return;
      }
      before.set(x);
      for (let i = 0; i < pixels; i++) { velocity[i] = (told[i] - x[i]) / (1 - t); x[i] += (to - t) * velocity[i]; }
      ask(to);
      for (let i = 0; i < pixels; i++) x[i] = before[i] + (to - t) * (velocity[i] + (told[i] - x[i]) / (1 - to)) / 2;
    }

    return () => {
      const { steps, start = 0, end = 1 } = op, at = (i) => start + (end - start) * i / steps;
      if (op.film) op.frames = new Float32Array(2 * steps * pixels);
      x.set(given.subarray(0, pixels));
      for (let i = 0; i < steps; i++) {
        if (op.film) op.frames.set(x, 2 * i * pixels);
        step(at(i), at(i + 1));
        if (op.film) op.frames.set(told, (2 * i + 1) * pixels);
      }
      if (end !== 1) { out.set(x); return; }
      for (let i = 0; i < pixels; i++) out[i] = Math.min(1, Math.max(0, (x[i] + 1) / 2));
    };
  };
}
