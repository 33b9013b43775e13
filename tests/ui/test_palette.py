"""Do the colours of both themes stay apart for every eye, and can the text be read?"""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from browser import bundle
from core.datasets.folder import MOST_CLASSES

CONFIG = tomllib.loads((Path(__file__).parent.parent.parent / ".streamlit" / "config.toml").read_text())
THEMES = ("light", "dark")

# Linear RGB as a dichromat sees it. Source: Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1.
EYES = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def linear(colour: str) -> np.ndarray:
    """Turn "#RRGGBB" into linear RGB, 0 to 1."""
    value = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def bytes_of(colour: str) -> bytes:
    """Turn "#RRGGBB" into its three bytes."""
    return bytes.fromhex(colour[1:])


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast of two colours, 1 to 21."""
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    """Turn linear RGB into CIELAB under D65."""
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
    xyz = np.array(to_xyz) @ rgb / [0.95047, 1, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """CIEDE2000 of two CIELAB colours. Source: Sharma, Wu & Dalal 2005, doi:10.1002/col.20070."""
    chroma = (np.hypot(*a[1:]) + np.hypot(*b[1:])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25**7))
    (c1, h1), (c2, h2) = (
        (np.hypot(x[1] * stretch, x[2]), np.degrees(np.arctan2(x[2], x[1] * stretch)) % 360) for x in (a, b)
    )
    turn = (h2 - h1 + 180) % 360 - 180
    hue_step = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lightness, c, h = (a[0] + b[0]) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    cosines = zip((-0.17, 0.24, 0.32, -0.2), (h - 30, 2 * h, 3 * h + 6, 4 * h - 63), strict=True)
    t = 1 + sum(weight * np.cos(np.radians(angle)) for weight, angle in cosines)
    dl = (b[0] - a[0]) / (1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2))
    dc, dh = (c2 - c1) / (1 + 0.045 * c), hue_step / (1 + 0.015 * c * t)
    twist = np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))) * -2 * np.sqrt(c**7 / (c**7 + 25**7))
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + twist * dc * dh))


def test_difference_agrees_with_the_published_example():
    # Pairs 1, 7 and 17 of Sharma et al. 2005, table 1.
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ]
    for a, b, expected in pairs:
        assert difference(np.array(a, float), np.array(b, float)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_class_colours_stay_apart(theme, eye):
    colours = CONFIG["theme"][theme]["chartCategoricalColors"]
    assert len(colours) == 10
    seen = [lab(np.clip(np.array(EYES[eye]) @ linear(colour), 0, 1)) for colour in colours]
    assert min(difference(a, b) for a, b in itertools.combinations(seen, 2)) > (20 if eye == "normal" else 14)


def test_two_hundred_classes_differ_in_colour_or_mark():
    source = bundle.read("base/class_marks.js")
    marks = re.findall(r'^  "([^"]+)",', source, re.MULTILINE)
    assert int(re.search(r"CLASS_COLOURS = (\d+)", source).group(1)) == 10
    assert len(set(marks)) == len(marks) and 10 * len(marks) >= MOST_CLASSES
    # As drawn on the crowded map: on seven pixels a side, at least a quarter of the ink of any two lies elsewhere.
    drawn = [coverage(mark, 7) for mark in marks]
    for a, b in itertools.combinations(range(len(marks)), 2):
        apart = np.abs(drawn[a] - drawn[b]).sum() / np.maximum(drawn[a], drawn[b]).sum()
        assert apart > 0.25, (marks[a], marks[b], apart)
        if max(a, b) < 7:  # up to 70 classes, as EMNIST's 47 and 62
            assert apart > 0.35, (marks[a], marks[b], apart)
    assert min(one.mean() for one in drawn) > 0.25, "enough of its colour is seen"


def coverage(mark: str, pixels: int, fine: int = 24) -> np.ndarray:
    """Return how much of each of pixels x pixels a mark on a square of 24 covers, 0 to 1, by the even-odd rule."""
    at = (np.arange(pixels * fine) + 0.5) * 24 / (pixels * fine)
    inside = np.zeros((len(at), len(at)), bool)
    for path in paths_of(mark):
        for (x0, y0), (x1, y1) in zip(path, [*path[1:], path[0]], strict=True):
            if y0 == y1:
                continue
            crossed = ((at >= min(y0, y1)) & (at < max(y0, y1)))[:, None]
            inside ^= crossed & (at[None] > (x0 + (at - y0) * (x1 - x0) / (y1 - y0))[:, None])
    return inside.reshape(pixels, fine, pixels, fine).mean((1, 3))


def paths_of(mark: str) -> list[list[tuple[float, float]]]:
    """Read the outlines of an SVG path of the commands M, L, l, H, h, V, v, Z, and the one arc there is, a disc."""
    if "a" in mark:
        turn = np.linspace(0, 2 * np.pi, 180, endpoint=False)
        return [[(12 + 10 * np.cos(t), 12 + 10 * np.sin(t)) for t in turn]]
    found: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for command, rest in re.findall(r"([MLlHhVvz])([^MLlHhVvzZ]*)", mark):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if command in "MLl":
            for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = (x + dx, y + dy) if command == "l" else (dx, dy)
                if command == "M" and (dx, dy) == (numbers[0], numbers[1]):
                    found.append([])
                found[-1].append((x, y))
            continue
        for n in numbers:
            x = n if command == "H" else x + n if command == "h" else x
            y = n if command == "V" else y + n if command == "v" else y
            found[-1].append((x, y))
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_class_colours_can_be_read_as_small_digits(theme):
    section = CONFIG["theme"][theme]
    assert min(contrast(c, section["backgroundColor"]) for c in section["chartCategoricalColors"]) >= 4.5


def test_a_pad_that_stands_alone_has_the_same_class_colours():
    style = bundle.read("pad/pad.css")
    found = [re.findall("#[0-9a-f]{6}", line) for line in re.findall("--pad-classes: (.*);", style)]
    grounds = re.findall("--own-paper: (#[0-9a-f]{6})", style)
    for theme, colours, ground in zip(THEMES, found, grounds, strict=True):
        assert [c.upper() for c in colours] == CONFIG["theme"][theme]["chartCategoricalColors"]
        assert min(contrast(c, ground) for c in colours) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme):
    section = CONFIG["theme"][theme]
    for page in (section, section | section["sidebar"]):
        for ground in ("backgroundColor", "secondaryBackgroundColor"):
            assert contrast(section["textColor"], page[ground]) >= 7
            assert contrast(section["linkColor"], page[ground]) >= 4.5
            assert contrast(section["grayColor"], page[ground]) >= 4.5
    assert contrast("#FFFFFF", section["primaryColor"]) >= 4.5  # the label of the main button


@pytest.mark.parametrize("theme", THEMES)
def test_captions_can_be_read(theme):
    # Streamlit draws captions in 60 % of the text's colour over their ground.
    section = CONFIG["theme"][theme]
    for page in (section, section | section["sidebar"]):
        for ground in (page["backgroundColor"], section["secondaryBackgroundColor"]):
            mixed = [
                round(0.6 * t + 0.4 * g) for t, g in zip(bytes_of(page["textColor"]), bytes_of(ground), strict=True)
            ]
            assert contrast("#{:02X}{:02X}{:02X}".format(*mixed), ground) >= 4.5


def test_nothing_is_fetched_from_elsewhere():
    text = str(CONFIG)
    assert "http" not in text and CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["maxUploadSize"] == 20
