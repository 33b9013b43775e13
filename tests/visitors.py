"""Who comes by in the tests?"""

from __future__ import annotations

from core.owner import Owner

ANNA, BEN, CARL, DORA, ERIK = map(Owner.of, ("anna", "ben", "carl", "dora", "erik"))
SOMEBODY = Owner.of("a token")
