"""How much of a map is in view? For the browser tests."""

from __future__ import annotations

# Which share of a map's points can be seen.
SEEN = """(map) => {
    const [width, height] = map.size, { points } = map;
    let inside = 0;
    for (let i = 0; i < points.length; i += 2) {
        const [x, y] = map.toScreen(points[i], points[i + 1]);
        if (x >= 0 && y >= 0 && x <= width && y <= height) inside++;
    }
    return inside / (points.length / 2);
}"""


def in_view(page, map: str = "latentInk.state.pad.map") -> float:
    """Return the share of a map's points that can be seen now."""
    return page.evaluate(f"() => ({SEEN})({map})")
