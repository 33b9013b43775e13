"""What is said of how likely the latents of real images are under a strategy? See core.sampling.held_out."""

from __future__ import annotations

from core.metrics.drawn import Row

ROWS = {
    "held_out": Row(
        "Real latents",
        "higher",
        "Log-density, in nats, of the latents of real images that the strategy was not fitted to: of a draw from the "
        "posterior of each, their mean. The better a strategy knows where images lie, the higher. Compares strategies "
        "of one model; other latents have other units.",
        "The proper score of Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x",
    )
}
