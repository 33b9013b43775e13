"""Which pictures may a visitor bring, and what may reading one cost?"""

from __future__ import annotations

TYPES = ("png", "jpg", "jpeg", "heic", "heif", "webp", "gif", "bmp")
LIMITS = {"megabytes": 300, "seconds": 30}  # of core.guard.confined
