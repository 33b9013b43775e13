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

  // What draws one image. op: {steps, guidance}, which may be set anew between two. network: runs [x, the moment, y] into what x
  // will be. given: noise, and the class weights y behind it. Fills out with ink from 0 to 1.
  return (op, network, given, out) => {
    const pixels = out.length, k = given.length - pixels, state = new Float32Array(pixels + TIMES + k), weights = given.subarray(pixels);
    const x = state.subarray(0, pixels), y = state.subarray(pixels + TIMES), told = new Float32Array(pixels);
    return () => {
      const { steps } = op, guidance = k ? op.guidance : 0;
      x.set(given.subarray(0, pixels));
      for (let step = 0; step < steps; step++) {
        tell(step / steps, state, pixels);
        told.fill(0);
        for (const [asked, weight] of [[weights, guidance], [null, 1 - guidance]]) {
          if (!weight) continue;
          if (asked) y.set(asked); else y.fill(0);
          const seen = network.run(state);
          for (let i = 0; i < pixels; i++) told[i] += weight * seen[i];
        }
        for (let i = 0; i < pixels; i++) x[i] += (told[i] - x[i]) / (steps - step);
      }
      for (let i = 0; i < pixels; i++) out[i] = Math.min(1, Math.max(0, (x[i] + 1) / 2));
    };
  };
}
