"""What does a tab remember of Your hand?"""

from __future__ import annotations

from dataclasses import dataclass

from core.handwriting.pad import DIGITS, LOWER, UPPER
from core.handwriting.sheet.plan import USUAL_LETTERS

OTHERS = "Others"
ALPHABETS = {"Digits": DIGITS, "a-z": LOWER, "A-Z": UPPER, "All": LOWER + UPPER + DIGITS, OTHERS: ""}
NAMES = {"digits": "Digits", "lower": "a-z", "upper": "A-Z", "all": "All"}  # as an address says them
MANNERS = {"filled": "Filling it", "line": "As on the line"}
PHOTOGRAPH, PAD = "photograph", "pad"
DOORS = {PHOTOGRAPH: "From a photograph", PAD: "Written here"}
BY_LINES, BY_GROUPS = "lines", "groups"
NAMINGS = {BY_LINES: "Type the lines", BY_GROUPS: "Name groups instead"}
STEPS = {"photo": "1 Photo", "text": "2 Text", "letters": "3 Letters", "hand": "4 Hand", "message": "5 Write"}


@dataclass
class HandState:
    """Which way the page goes, and where on the way from a photograph somebody is.

    door: of DOORS. hand: id of the hand that is open, empty before there is one. step: of STEPS. page: id of the page
    that is looked at. uploads: how often the place for photographs was emptied; taken: ids of files that were taken.
    sample: whether the page that comes along is wished for. followed: what of the address was followed. naming: how
    letters get their names, of NAMINGS. doubt: up to which letters are taken into the set. letters, words: that are
    asked for on printed sheets; printing: whether somebody wants them to be seen.
    """

    door: str = PHOTOGRAPH
    hand: str = ""
    step: str = "photo"
    page: str = ""
    uploads: int = 0
    taken: tuple[str, ...] = ()
    sample: bool = False
    followed: tuple[str, ...] = ()
    naming: str = BY_LINES
    doubt: str = "all"
    letters: str = "".join(USUAL_LETTERS)
    words: str = ""
    printing: bool = False


@dataclass
class YourHandState:
    """What is set on the pad.

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
