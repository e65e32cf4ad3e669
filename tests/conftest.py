"""What holds for every test: the same examples are drawn every time, so that a red test is red again tomorrow."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same-every-time", derandomize=True, database=None, deadline=None)
settings.load_profile("same-every-time")
