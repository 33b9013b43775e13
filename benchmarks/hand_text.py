"""What is a page's text worth where a word of a line is missing in it, or is one too many?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_text [--tries 12]

Each page of pages/ is read from its file. As reference serve the pairs of its whole transcription. Then in a line
chosen at random a word is left out, or one of the page is put in, and every word found on that line is counted:
right is one with the text that it has in the reference, wrong one with another, without one that is left out; of a word
that was left out of the text, only that is right to be done. "whole" changes nothing, "shuffled" and "another page" say
how much of a text that is not the page's own would be taken.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter

from benchmarks.hand_letters import opened
from benchmarks.report import report
from core import places
from core.handwriting.letters import typed
from core.handwriting.letters.typed import matched
from core.handwriting.parts import Line
from core.types import DataError


def labelled(lines: tuple[Line, ...], text: list[str]) -> dict[tuple[int, int], str]:
    """Return the text of each word found that has one, by line and place."""
    told = {}
    for match in matched(lines, "\n".join(text)).matches:
        for word in match.words:
            told[match.line, lines[match.line].words.index(word)] = " ".join(match.typed)
    return told


def changed(text: list[str], how: str, rng: random.Random) -> tuple[int, list[str]]:
    """Return the number of a line and the text with a word of it left out, or one put in."""
    n = rng.choice([n for n, line in enumerate(text) if len(line.split()) > (how == "left out")])
    words = text[n].split()
    at = rng.randrange(len(words) + (how == "put in"))
    if how == "left out":
        del words[at]
    elif how == "put in":
        words.insert(at, rng.choice(" ".join(text).split()))
    return n, [*text[:n], " ".join(words), *text[n + 1 :]]


def share(lines: tuple[Line, ...], text: list[str]) -> float:
    """Return how much of a text is taken for a page's, 0 where it is refused."""
    try:
        return sum(len(match.typed) for match in matched(lines, "\n".join(text)).matches) / len(" ".join(text).split())
    except DataError:
        return 0.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tries", type=int, default=12, help="lines changed of each page")
    tries = parser.parse_args().tries
    root = places.given_data()
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    folder = root / "pages"
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["pages"]
    pages = {one["file"]: opened(one["file"], folder) for one in told}
    rows = []
    for how in ("whole", "left out", "put in"):
        count: Counter[str] = Counter()
        for page, whole in pages.values():
            text, rng = whole.splitlines(), random.Random(1)
            true = labelled(page.lines, text)
            for _ in range(tries if len(text) > 1 or how != "left out" else 0):
                if how == "left out" and all(len(line.split()) == 1 for line in text):
                    break
                n, new = changed(text, how, rng)
                try:
                    found = labelled(page.lines, new)
                except DataError:
                    count["refused"] += 1
                    continue
                count["lines"] += 1
                for k in range(len(page.lines[n].words)):
                    said = found.get((n, k))
                    count["without" if said is None else "right" if said == true.get((n, k)) else "wrong"] += 1
        rows.append(
            {"a word is": how, **{name: count[name] for name in ("lines", "refused", "right", "without", "wrong")}}
        )
    report("hand_text", rows)
    least, typed.LEAST_TOLD = typed.LEAST_TOLD, 0.0
    shares = {"own": [], "shuffled": [], "another page's": []}
    for name, (page, whole) in pages.items():
        text = whole.splitlines()
        shares["own"].append(share(page.lines, text))
        if any(len(line.split()) > 1 for line in text):
            shares["shuffled"] += [share(page.lines, random.Random(n).sample(text, len(text))) for n in range(4)]
        others = ((other.splitlines() * len(text))[: len(text)] for key, (_, other) in pages.items() if key != name)
        shares["another page's"] += [share(page.lines, other) for other in others]
    for name, found in shares.items():
        print(f"{name}: {min(found):.2f} to {max(found):.2f} of the words are taken; refused below {least}")


if __name__ == "__main__":
    main()
