"""Edits of one line, made stage after stage, kept as one list of repairs against the line as read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from normalizers.repairs import Repair, RepairKind


class Edit(NamedTuple):
    """A replacement wanted in a line: [start, end) of the line as it stands becomes `after`.

    A named tuple and not a dataclass: every word of a damaged text becomes one.
    """

    start: int
    end: int
    after: str
    kind: RepairKind
    reason: str
    confidence: float


def apply(line: str, number: int, edits: Iterable[Edit]) -> tuple[str, tuple[Repair, ...]]:
    """The edited line and its repairs. Edits that change nothing are left out; overlapping ones raise ValueError."""
    pieces: list[str] = []
    repairs: list[Repair] = []
    done = length = 0
    for edit in _without_deletions(line, edits):
        if edit.start < done:
            raise ValueError(f"edits overlap at {edit.start} in line {number}")
        before = line[edit.start : edit.end]
        pieces += [line[done : edit.start], edit.after]
        start = length + edit.start - done
        length = start + len(edit.after)
        done = edit.end
        repairs.append(Repair(number, start, length, before, edit.after, edit.kind, edit.reason, edit.confidence))
    return "".join([*pieces, line[done:]]), tuple(repairs)


def _without_deletions(line: str, edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits in order, each deletion widened by a neighbouring character.

    A repair of no length has no place of its own in the repaired line: two of them at one spot could not be undone.
    """
    wanted = sorted((e for e in edits if line[e.start : e.end] != e.after), key=lambda e: (e.start, e.end))
    held: Edit | None = None
    for edit in wanted:
        if held is not None and (not held.after or not edit.after) and edit.start - held.end <= 1:
            between = line[held.end : edit.start]
            held = held._replace(end=edit.end, after=held.after + between + edit.after)
            continue
        if held is not None:
            yield _widened(line, held)
        held = edit
    if held is not None:
        yield _widened(line, held)


def _widened(line: str, edit: Edit) -> Edit:
    if edit.after:
        return edit
    if edit.end < len(line):
        return edit._replace(end=edit.end + 1, after=line[edit.end])
    if edit.start > 0:
        return edit._replace(start=edit.start - 1, after=line[edit.start - 1])
    return edit


def compose(first: Sequence[Repair], second: Sequence[Repair]) -> tuple[Repair, ...]:
    """The repairs of two stages as one: `first` led from the source to a middle line, `second` on to the final one.

    Offsets of `first` are in the middle line, those of `second` in the final line, and so are those returned.
    Where both stages touched the same characters, one repair stands for both.
    """
    if not first or not second:
        return tuple(first or second)
    merged: list[Repair] = []
    shift = 0  # final minus middle, up to the last group
    for group in _groups(first, second):
        merged.append(group.repair(shift))
        shift += group.growth
    return tuple(repair for repair in merged if repair.before != repair.after)


@dataclass(slots=True)
class _Group:
    """Repairs of both stages that touch each other; spans in the middle line."""

    start: int
    end: int
    first: list[Repair]
    second: list[tuple[int, Repair]]  # start in the middle line

    @property
    def growth(self) -> int:
        return sum(len(r.after) - len(r.before) for _, r in self.second)

    def repair(self, shift: int) -> Repair:
        middle = self._middle()
        before, after = self._before(middle), self._after(middle)
        parts = [*self.first, *(r for _, r in self.second)]
        start = self.start + shift
        reason = "; ".join(dict.fromkeys(r.reason for r in parts))
        confidence = min(r.confidence for r in parts)
        return Repair(parts[0].line, start, start + len(after), before, after, parts[0].kind, reason, confidence)

    def _middle(self) -> str:
        """The middle line's characters of the group: known wherever one of the two stages touched them."""
        chars: list[str] = [""] * (self.end - self.start)
        for repair in self.first:
            chars[repair.start - self.start : repair.end - self.start] = repair.after
        for start, repair in self.second:
            chars[start - self.start : start - self.start + len(repair.before)] = repair.before
        return "".join(chars)

    def _before(self, middle: str) -> str:
        for repair in reversed(self.first):
            middle = middle[: repair.start - self.start] + repair.before + middle[repair.end - self.start :]
        return middle

    def _after(self, middle: str) -> str:
        for start, repair in reversed(self.second):
            at = start - self.start
            middle = middle[:at] + repair.after + middle[at + len(repair.before) :]
        return middle


def _groups(first: Sequence[Repair], second: Sequence[Repair]) -> Iterable[_Group]:
    """Touching repairs of both stages together, in order."""
    spans: list[tuple[int, int, int, Repair]] = [(r.start, r.end, 0, r) for r in first]
    shift = 0
    for repair in sorted(second, key=lambda r: r.start):
        start = repair.start - shift
        spans.append((start, start + len(repair.before), 1, repair))
        shift += len(repair.after) - len(repair.before)
    group: _Group | None = None
    for start, end, stage, repair in sorted(spans, key=lambda s: s[:3]):
        if group is None or not _touch(group, start, end):
            if group is not None:
                yield group
            group = _Group(start, end, [], [])
        group.end = max(group.end, end)
        if stage == 0:
            group.first.append(repair)
        else:
            group.second.append((start, repair))
    if group is not None:
        yield group


def _touch(group: _Group, start: int, end: int) -> bool:
    """Whether a span shares a character with the group; an empty span (a deletion) touches at its edges as well."""
    if start == end or group.start == group.end:
        return start <= group.end
    return start < group.end
