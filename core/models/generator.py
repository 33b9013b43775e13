"""What draws the images of a convolutional GAN?

Source: DCGAN: Radford et al. 2016, arXiv:1511.06434. The kinds are a mixture prior that is learned, as in Gurumurthy et
al. 2017, arXiv:1706.02071, but a softmax of the noise chooses among them: z stays normal, and one kind passes into the
next.
"""

from __future__ import annotations

from torch import nn

from core.models.first_weights import Begun
from core.models.gan import GanConfig
from core.models.layers import Beside, Ink, Part, doubling, halved_sizes, keeping

KIND_SPREAD = 3.0  # standard deviation at first of the numbers whose softmax the kinds are: mostly one of them


def generator(config: GanConfig, k: int) -> nn.Sequential:
    """Return the untrained generator, from [z, y] (n, d + k) to images (n, 1, h, w) in [0, 1]."""
    filters, d, begun = config.filters, config.latent_dim, Begun(config)
    sizes = halved_sizes(config.image_size, len(filters))  # such as 28, 14, 7
    layers: list[nn.Module] = []
    if k or config.kinds:
        told = [nn.Sequential(Part(d, d + k), _embedding(k, config))] if k else []
        kinds = [nn.Sequential(Part(0, d), *_kinds(config))] if config.kinds else []
        layers.append(Beside(Part(0, d), *told, *kinds))
    first = (config.volume or filters[-1], sizes[-1], sizes[-1])
    width = d + config.embedding * ((k > 0) + (config.kinds > 0))
    numbers = first[0] * first[1] * first[2]
    layers.append(begun(nn.Linear(width, numbers, bias=False)))
    if config.first_norm == "numbers":
        layers += [begun(nn.BatchNorm1d(numbers)), _leak(config), nn.Unflatten(1, first)]
    else:
        layers += [nn.Unflatten(1, first), begun(nn.BatchNorm2d(first[0])), _leak(config)]
    if config.volume:
        kernel = 5 if config.kernel == 5 else 3  # an even one would shift the image
        same = keeping(config.volume, filters[-1], kernel, bias=False)
        layers += [begun(same), begun(nn.BatchNorm2d(filters[-1])), _leak(config)]
    for c, f, size in zip(reversed(filters), (*reversed(filters[:-1]), 1), reversed(sizes[:-1]), strict=True):
        last = size == sizes[0]
        layers.append(begun(doubling(c, f, size, config.kernel, bias=last and config.last_bias)))
        layers += [] if last else [begun(nn.BatchNorm2d(f)), _leak(config)]
    return nn.Sequential(*layers, *([nn.Tanh(), Ink()] if config.output == "tanh" else [nn.Sigmoid()]))


def _kinds(config: GanConfig) -> tuple[nn.Module, ...]:
    """Return the layers that sort noise (n, d) into kinds, softly, and give what each kind is like, (n, embedding)."""
    sorted_ = nn.Linear(config.latent_dim, config.kinds)
    nn.init.normal_(sorted_.weight, 0.0, KIND_SPREAD / config.latent_dim**0.5)
    nn.init.zeros_(sorted_.bias)
    return sorted_, nn.Softmax(1), _embedding(config.kinds, config)


def _embedding(k: int, config: GanConfig) -> nn.Linear:
    layer = nn.Linear(k, config.embedding, bias=False)
    nn.init.normal_(layer.weight)  # as large as the noise that it joins
    return layer


def _leak(config: GanConfig) -> nn.Module:
    return nn.LeakyReLU(config.slope) if config.slope else nn.ReLU()
