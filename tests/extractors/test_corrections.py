from __future__ import annotations

from dataclasses import replace

from extractors.checks import check
from extractors.corrections import apply, one_digit_apart, propose, told
from extractors.layout import Word
from extractors.records import Score
from extractors.text.flow import flow
from tests.extractors.reports import context, records
from tests.extractors.test_scores import ruled

ROWS = [
    ["TT", "Đơn vị", "Cải cách thể chế (10)", "Tài chính công (10)", "Thủ tục hành chính (20)", "Tổng điểm"],
    ["1", "xã Nâm Nung", "9", "8", "17", "34"],
    ["2", "xã Nam Đà", "8", "7", "16", "31"],
    ["3", "xã Đức Xuyên", "7", "6", "15", "28"],
    ["4", "xã Quảng Phú", "6", "5", "13", "24"],
    ["", "Điểm trung bình", "7,5", "6,5", "15,25", "29,25"],
]  # fmt: skip


def damaged(confidence: float) -> tuple[object, ...]:
    """The second commune's 16 read as 18: its sum fails, and so does the mean of the column."""
    rows = [list(row) for row in ROWS]
    rows[2][4] = "18"
    page = ruled(rows)
    line = page.lines[2]
    at = line.text.index("18")
    words = tuple(Word(w.start, w.end, w.box, confidence if w.start == at else 0.97) for w in line.words)
    return (replace(page, lines=(*page.lines[:2], replace(line, words=words), *page.lines[3:])),)


def test_one_digit_that_mends_sum_and_mean_is_proposed_and_applied_where_the_reader_was_unsure() -> None:
    text = flow(damaged(0.55))  # type: ignore[arg-type]
    about = context()
    known = records(text, about)
    (found,) = propose(known, text, about)
    assert (found.before, found.after, found.line, found.supported) == ("18", "16", 3, True)
    assert "mends 2 statements" in found.reasons[0]
    mended, (repair,) = apply(known, (found,))
    (score,) = [r for r in mended if isinstance(r, Score) and r.record_id == found.record_id]
    assert score.score == 16.0
    assert (repair.kind, repair.before, repair.after) == ("digits", "18", "16")


def test_a_figure_read_with_confidence_is_only_proposed() -> None:
    text = flow(damaged(0.98))  # type: ignore[arg-type]
    about = context()
    known = records(text, about)
    (found,) = propose(known, text, about)
    assert not found.supported
    assert apply(known, (found,)) == (known, ())


def test_a_correction_that_was_not_made_is_told_with_the_finding() -> None:
    text, about = flow(damaged(0.98)), context()  # type: ignore[arg-type]
    known = records(text, about)
    plain = check(known, text, about)
    said = told(plain, propose(known, text, about))
    assert [f.check for f in said] == ["total-vs-parts", "mean-vs-rows"]
    hint = " Nếu “18” ở dòng 3 là “16” thì không còn mâu thuẫn này."
    assert [f.message for f in said] == [f.message + hint for f in plain]


def test_a_correction_that_was_made_leaves_nothing_to_find() -> None:
    text, about = flow(damaged(0.55)), context()  # type: ignore[arg-type]
    known = records(text, about)
    proposed = propose(known, text, about)
    mended, repairs = apply(known, proposed)
    assert len(repairs) == 1 and told(check(mended, text, about), proposed) == ()


def test_one_misread_digit_that_breaks_sum_rank_and_mean_at_once_is_put_right() -> None:
    rows = [list(row) for row in RANKED]
    rows[2][4] = "37"  # 31 misread: the second of four has more points than the first
    page = ruled(rows)
    line = page.lines[2]
    at = line.text.index("37")
    words = tuple(Word(w.start, w.end, w.box, 0.6 if w.start == at else 0.97) for w in line.words)
    read = replace(page, lines=(*page.lines[:2], replace(line, words=words), *page.lines[3:]))
    text, about = flow((read,)), context()
    known = records(text, about)
    (found,) = propose(known, text, about)
    assert (found.before, found.after, found.supported) == ("37", "31", True)
    assert "mends 3 statements" in found.reasons[0]
    mended, _ = apply(known, (found,))
    assert check(mended, text, about) == ()


RANKED = [
    ["Hạng", "Đơn vị", "Cải cách thể chế (10)", "Thủ tục hành chính (30)", "Tổng điểm"],
    ["1", "xã Nâm Nung", "9", "25", "34"],
    ["2", "xã Nam Đà", "8", "23", "31"],
    ["3", "xã Đức Xuyên", "7", "21", "28"],
    ["4", "xã Quảng Phú", "6", "18", "24"],
    ["", "Điểm trung bình", "7,5", "21,75", "29,25"],
]  # fmt: skip


def test_a_report_without_faults_asks_for_nothing() -> None:
    text, about = flow((ruled(ROWS),)), context()
    assert propose(records(text, about), text, about) == ()


def test_what_one_digit_apart_means() -> None:
    assert one_digit_apart(80.4, 30.4) and one_digit_apart(804.0, 80.4) and one_digit_apart(9.25, 9.75)
    assert not one_digit_apart(80.4, 80.4) and not one_digit_apart(80.4, 31.4)
