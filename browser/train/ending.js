// What can a lesson say of a model that has just learned in this page? The measures of core/lessons/measures.py, of what was kept of it.

const ACTIVE_ABOVE = 0.01; // variance of the middles; Burda et al. 2016, arXiv:1509.00519, section 5.2

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const variance = (values) => { const middle = mean(values); return mean(values.map((v) => (v - middle) ** 2)); };

function median(values) {
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// kept: what the training answered to {keep: true}: {rows, mu, logvar (n, d) row by row, dials}. d: latent dimensions.
export function measuresOf({ rows, mu, logvar, dials }, d) {
  const column = (values, j) => Array.from({ length: values.length / d }, (_, i) => values[i * d + j]);
  const columns = Array.from({ length: d }, (_, j) => column(mu, j)), losses = rows.map(({ validation }) => validation.loss);
  const first = losses[0], last = losses[losses.length - 1], third = losses[Math.floor(losses.length / 3) - 1];
  const nats = Array.from(mu, (m, i) => 0.5 * (m * m + Math.exp(logvar[i]) - 1 - logvar[i])); // Kingma & Welling, arXiv:1312.6114, appendix B
  return {
    dims: d, epochs: losses.length, loss: last, "first-loss": first, beta: dials.beta, kl: mean(nats) * d,
    "early-fall": losses.length > 2 && first > last ? (first - third) / (first - last) : null,
    sigma: Math.exp(median(Array.from(logvar)) / 2), spread: mean(columns.map((one) => Math.sqrt(variance(one)))),
    alive: columns.filter((one) => variance(one) > ACTIVE_ABOVE).length,
  };
}
