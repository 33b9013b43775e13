"""What does a tab remember of Your hand?"""

from __future__ import annotations

from dataclasses import dataclass

from core.handwriting.pad import DIGITS, LOWER, UPPER

OTHERS = "Others"
ALPHABETS = {"Digits": DIGITS, "a-z": LOWER, "A-Z": UPPER, "All": LOWER + UPPER + DIGITS, OTHERS: ""}
NAMES = {"digits": "Digits", "lower": "a-z", "upper": "A-Z", "all": "All"}  # as an address says them
MANNERS = {"filled": "Filling it", "line": "As on the line"}


@dataclass
class YourHandState:
    """What is set on the page.

    alphabet: of ALPHABETS; others: the characters that were typed; followed: what of these the address says. wanted:
    how many are to be written of each. changes: the newest that the browser told of and that were made. shown: the
    character whose images are looked at. name, manner: of the set that is made. made: id of the last that was.
    """

    alphabet: str = "Digits"
    others: str = ""
    followed: str = ""
    wanted: int = 3
    changes: tuple[str, ...] = ()
    shown: str = ""
    name: str = "My hand"
    manner: str = "filled"
    made: str = ""
