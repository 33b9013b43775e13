"""How does a flow go on from a picture, as far as that is a matter of settings? Loads without torch."""

from __future__ import annotations

import math

import numpy as np

SHARP = 0.8  # the moment from which on a picture becomes sharp in one step, and stays what it was
STEPS_BY_T0 = ((0.75, 1), (0.6, 2), (0.0, 4))  # steps from the moment t0 of a picture on: further from it, more
NOISE_SEED = 0
BACK_FROM = 0.9  # how clear a drawing still is where it begins its way back: without any noise it never becomes noise
NEAREST_BACK, FARTHEST_BACK = 0.8, 0.98  # between which that can be chosen: less obeys the class, more keeps the style
BACK_STEPS = 8
OBEYED = 1.5  # guidance by which another class is obeyed
# Of a Runge-Kutta method of fourth order, to find how likely an image is: it is off by half a nat at most.
DENSITY_STEPS = 12
DENSITY_ASKED = 4 * DENSITY_STEPS  # times that the network is asked for that, and its slope
LEVELS = 255 / 2  # grey levels from paper to half of ink: a flow's pixels run from -1 to 1


def usual_steps(t0: float) -> int:
    """Return in how many steps a picture is refined from the moment t0 on, 0 to 1."""
    return next(steps for least, steps in STEPS_BY_T0 if t0 >= least)


def fixed_noise(side: int) -> np.ndarray:
    """Return the one noise that all pictures of that side are refined with, float32 (h, w): neighbours stay so."""
    return np.random.default_rng(NOISE_SEED).standard_normal((side, side)).astype("<f4")


def noise_levels(moment: float = BACK_FROM) -> float:
    """Return the standard deviation, in grey levels of 256, of the noise that an image of that moment has on it."""
    return LEVELS * (1 - moment) / moment


def bits_a_pixel(nats: float, pixels: int, moment: float = BACK_FROM) -> float:
    """Return -log2 of the density of the noised image, in grey levels of 256, a pixel, where it costs `nats`.

    That is what the noise itself takes, log2 of its deviation in levels and 2.05 more, and what the image costs.
    """
    return math.log2(noise_levels(moment)) + 0.5 * math.log2(2 * math.pi * math.e) + nats / math.log(2) / pixels
