"""What is there of a hand, what is missing, and which words would fill most of it if they were written?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.handwriting.letters.alphabet import letters_of
from core.handwriting.letters.letters import Letter
from core.handwriting.pad import DIGITS, LOWER, UPPER
from core.handwriting.sheet.plan import SIGNS
from core.words.text import odd_character

WANTED = 5  # of each character: from so many on a model learns something of how it varies
GROUPS: dict[str, tuple[str, ...]] = {
    "a-z": tuple(LOWER),
    "A-Z": tuple(UPPER),
    "0-9": tuple(DIGITS),
    "Signs": tuple(SIGNS),
}
OTHERS = "Others"
MOST_WORDS = 12
SHORTEST, LONGEST = 2, 14  # letters of a word of somebody's own text
NEIGHBOURS = 0.25  # what other letters beside a missing one are worth, against the letter itself
NEEDLESS = 0.02  # what a letter costs that is not missing: of two words that fill as much, the shorter one
LIST = Path(__file__).with_name("words.txt")


@dataclass(frozen=True)
class Coverage:
    """How many there are of each character of a hand. groups: characters by the title of their group, in order.

    counts: of those that the hand has. wanted: how many of each are enough.
    """

    groups: dict[str, tuple[str, ...]]
    counts: dict[str, int]
    wanted: int

    @property
    def missing(self) -> tuple[str, ...]:
        """Characters of which there is none."""
        return tuple(c for c in self._all() if not self.counts.get(c))

    @property
    def few(self) -> tuple[str, ...]:
        """Characters of which there are some, and fewer than are wanted."""
        return tuple(c for c in self._all() if 0 < self.counts.get(c, 0) < self.wanted)

    @property
    def share(self) -> float:
        """How much of what is wanted is there, 0 to 1; more than enough of one does not make up for another."""
        every = self._all()
        return sum(min(self.wanted, self.counts.get(c, 0)) for c in every) / max(1, self.wanted * len(every))

    def _all(self) -> tuple[str, ...]:
        return tuple(c for group in self.groups.values() for c in group)


@dataclass(frozen=True)
class Asked:
    """What somebody is to write. words: in the order in which they fill most. gives: how many of each missing sign.

    alone: missing characters that no word has: they are written by themselves.
    """

    words: tuple[str, ...]
    gives: dict[str, int]
    alone: tuple[str, ...]


def coverage(of: Sequence[Letter] | Mapping[str, int], wanted: int = WANTED) -> Coverage:
    """Return what is there of a hand. of: its letters, or how many there are of each character.

    What a hand is asked for is a-z, A-Z, digits and the usual signs; a hand that has letters of another alphabet and
    none of a-z is not asked for those. Characters of other groups are asked for once the hand has one.
    """
    counts = dict(of) if isinstance(of, Mapping) else dict(Counter(letter.text for letter in of))
    counts = {c: n for c, n in counts.items() if n > 0}
    known = {c for group in GROUPS.values() for c in group}
    others = tuple(sorted(c for c in counts if c not in known))
    latin = _latin(counts)
    groups = {title: group for title, group in GROUPS.items() if latin or not group[0].isalpha()}
    return Coverage(groups | ({OTHERS: others} if others else {}), counts, wanted)


def words_for(
    missing: Iterable[str],
    counts: Mapping[str, int],
    n: int = MOST_WORDS,
    *,
    wanted: int = WANTED,
    texts: Sequence[str] = (),
) -> Asked:
    """Return up to n words, dates, prices and the like which, once written, fill most of what is missing.

    missing: characters that are to be there `wanted` times; counts: how many there are now. texts: in any alphabet,
    what somebody has typed: their words are taken, too. Greedy: each word is the one that adds most to those before, of
    a character the first most; a missing letter beside other neighbours than before counts more. Same arguments, same
    words.
    """
    there = {c: counts.get(c, 0) for c in dict.fromkeys(missing) if counts.get(c, 0) < wanted}
    known, latin = _candidates(there, texts), _latin((*there, *counts))
    candidates = {
        word: letters
        for word, letters in known.items()
        if any(c in there for c in letters) and (latin or not any(c.isascii() and c.isalpha() for c in letters))
    }
    now, beside, gives, words = dict(there), set[tuple[str, str, str]](), Counter[str](), []
    while candidates and len(words) < n:
        best = max(candidates, key=lambda word: _worth(candidates[word], now, wanted, beside))  # of equals the first
        letters = candidates.pop(best)
        if all(now.get(c, wanted) >= wanted for c in letters):
            break
        words.append(best)
        beside |= _contexts(letters)
        for c in letters:
            if c in now:
                gives[c] += 1
                now[c] += 1
    had = {c for letters in known.values() for c in letters}
    return Asked(tuple(words), dict(gives), tuple(c for c in there if c not in had))


def _latin(characters: Iterable[str]) -> bool:
    """Say whether a hand with these characters writes a-z: it does unless it has letters, and all are others."""
    letters = [c for c in characters if c.isalpha()]
    return not letters or any(c.isascii() for c in letters)


def _worth(letters: tuple[str, ...], now: Mapping[str, int], wanted: int, beside: set[tuple[str, str, str]]) -> float:
    worth, filled = 0.0, 0
    for c, count in Counter(letters).items():
        copies = range(now.get(c, wanted), min(wanted, now.get(c, wanted) + count))
        worth += sum((1 + copy) ** -0.5 for copy in copies)
        filled += len(copies)
    fresh = sum(1 for context in _contexts(letters) - beside if now.get(context[1], wanted) < wanted)
    return worth + NEIGHBOURS * fresh - NEEDLESS * (len(letters) - filled)


def _contexts(letters: tuple[str, ...]) -> set[tuple[str, str, str]]:
    """Return each letter of a word with what stands before and behind it, "" at an end."""
    return set(zip(("", *letters), letters, (*letters[1:], ""), strict=False))


def _candidates(need: Mapping[str, int], texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the words that may be asked for, word -> letters; with a capital only where that capital is missing."""
    found: dict[str, tuple[str, ...]] = {}
    typed = dict.fromkeys(word for text in texts for word in text.split() if not odd_character(word))
    for word in (*listed(), *typed):
        letters = letters_of(word)
        if word in typed and word not in found and not SHORTEST <= len(letters) <= LONGEST:
            continue
        found.setdefault(word, letters)
        capital = letters[0].upper()
        if capital != letters[0] and capital in need:
            found.setdefault(capital + "".join(letters[1:]), (capital, *letters[1:]))
    return found


@lru_cache(maxsize=1)
def listed() -> tuple[str, ...]:
    """Return the words that come along: common ones, names, numbers and such with signs; see words.txt."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(word for line in lines if not line.startswith("# ") for word in line.split()))
