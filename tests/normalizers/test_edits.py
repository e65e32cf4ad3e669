"""Edits over stages: one list of repairs that leads back to the source and forth again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from normalizers.edits import Edit, apply, compose
from normalizers.repairs import Repair, replay, undo


@st.composite
def edited(draw: st.DrawFn, line: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(line)), max_size=6, unique=True)))
    afters = st.text(alphabet="xyz", max_size=3)
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(a, draw(st.sampled_from([a, b])), draw(afters), "unicode", "test", 1.0) for a, b in pairs]


@given(data=st.data(), source=st.text(alphabet="abc", max_size=10))
def test_stages_compose_exactly(data: st.DataObject, source: str) -> None:
    line, whole = source, ()
    for _ in range(3):
        after, repairs = apply(line, 1, data.draw(edited(line)))
        assert undo(after, repairs) == line
        whole, line = compose(whole, repairs), after
        assert undo(line, whole) == source
        assert replay(source, whole) == line
        assert all(a.end <= b.start and a.start < b.start for a, b in pairwise(whole))


def test_two_stages_on_one_word_become_one_repair() -> None:
    line, first = apply("Ã©c lËp", 1, [Edit(0, 3, "éc", "mojibake", "UTF-8 read as another charset", 0.99)])
    line, second = apply(line, 1, [Edit(0, 2, "ộc", "encoding", "text in tcvn3", 0.9)])
    assert compose(first, second) == (
        Repair(1, 0, 2, "Ã©c", "ộc", "mojibake", "UTF-8 read as another charset; text in tcvn3", 0.9),
    )


def test_deletions_keep_a_place() -> None:
    line, repairs = apply("a\0b\0", 1, [Edit(1, 2, "", "unicode", "NUL", 1.0), Edit(3, 4, "", "unicode", "NUL", 1.0)])
    assert line == "ab"
    assert undo(line, repairs) == "a\0b\0"


def test_a_very_long_line_is_replayed_and_undone_at_once() -> None:
    source = "ab " * 200_000
    line, repairs = apply(source, 1, (Edit(i, i + 2, "xyz", "ocr", "test", 1.0) for i in range(0, len(source), 3)))
    assert replay(source, repairs) == line
    assert undo(line, repairs) == source
