"""Flowing text: which lines belong together, and the way back from a span to its lines, words and boxes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.layout import Box, Line, Page, Word
from extractors.records import Evidence
from extractors.text.flow import cut, evidence, flow
from normalizers.repairs import Repair
from tests.extractors.reading import flow_of, pages_of

JOINED = [
    ("wrapped sentence", "Chỉ số của huyện năm 2022 được đánh giá theo bộ tiêu chí đã\nban hành.", 1),
    ("symbol cut by the line's end", "theo Quyết định số 12/QĐ-\nUBND ngày 01/02/2022", 1),
    ("period cut by the line's end", "giai đoạn 2021-\n2030 trên địa bàn", 1),
    ("period whose stroke begins the line", "công tác cải cách hành chính giai đoạn 2011\n-2020 tại địa phương", 1),
    ("day on the next line", "Trước ngày\n01/6/2020", 1),
    (
        "every second line blank",
        "Căn cứ Kế hoạch của huyện về việc\n\ncải cách hành chính năm nay và các\n\nnăm sau\n\n",
        1,
    ),
    ("a term with a dash cut at the dash", "phát triển kinh tế\n- xã hội: điểm trung bình đạt 9,97/12 điểm", 1),
    ("a list about the economy", "Lĩnh vực phụ trách:\n- kinh tế\n- văn hóa", 3),
    ("bullets", "- Sở Nội vụ;\n- Lưu: VT.", 2),
    ("numbered headings", "1. Mục đích\nĐánh giá kết quả\n2. Yêu cầu", 3),
    ("capitals end", "I. MỤC ĐÍCH\nĐánh giá toàn diện.", 2),
    ("new recital", "Căn cứ Luật A;\nCăn cứ Luật B;", 2),
    ("sentence ends, capital begins", "Huyện đạt kết quả tốt.\nNăm 2022, các xã tiếp tục.", 2),
    ("rows of a table stay apart", "1\tXã A\t9\n2\tXã B\t8", 2),
]


@pytest.mark.parametrize(("why", "text", "paragraphs"), JOINED, ids=[why for why, _, _ in JOINED])
def test_paragraphs(why: str, text: str, paragraphs: int) -> None:
    assert len(flow_of(text).paragraphs) == paragraphs, why


def test_a_cut_symbol_is_joined_without_a_blank() -> None:
    assert "12/QĐ-UBND" in flow_of("theo Quyết định số 12/QĐ-\nUBND ngày 01/02/2022").text


def test_page_numbers_are_left_out() -> None:
    text = flow_of("Chỉ số cải cách hành chính của huyện được các cơ quan\n\n2\n\f3\n\nđánh giá hằng năm.").text
    assert text == "Chỉ số cải cách hành chính của huyện được các cơ quan đánh giá hằng năm."


def test_evidence_knows_lines_words_as_read_and_boxes() -> None:
    repair = Repair(2, 0, 4, "dugc", "được", "ocr", "spelling", 0.9)
    first = Line("Huyện Phù Yên", "Huyện Phù Yên", (Word(6, 13, Box(60, 10, 130, 20), 0.8),), (), Box(0, 10, 130, 20))
    second = Line("được khen", "dugc khen", (Word(0, 4, Box(0, 30, 40, 40), 0.6),), (repair,), Box(0, 30, 90, 40))
    text = flow((Page(1, 1, (first, second)),))
    start = text.text.index("Phù")
    assert evidence(text, start, start + len("Phù Yên được")) == Evidence(
        1, 1, 2, "Phù Yên được", "Phù Yên dugc", Box(0, 10, 130, 40)
    )
    assert text.confidence(start, start + len("Phù Yên được")) == 0.6


def test_cutting_pages_keeps_line_numbers() -> None:
    pages = pages_of("một\nhai\nba\n\fbốn\nnăm")
    kept = cut(pages, 3, 5)
    assert [(p.number, p.first_line, [line.text for line in p.lines]) for p in kept] == [
        (1, 3, ["ba", ""]),
        (2, 5, ["bốn"]),
    ]


WORDS = st.sampled_from(
    [
        "Quyết định",
        "số",
        "12/QĐ-",
        "UBND",
        "ngày",
        "01/02/2022",
        "huyện",
        "-",
        "1.",
        "I.",
        "\t",
        "|",
        "100%",
        "của",
        "  ",
        "Ủy",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=25))
def test_every_printed_character_leads_back_to_its_place(lines: list[str]) -> None:
    text = flow_of("\n".join(lines))
    for piece in text.pieces:
        assert (
            text.text[piece.start : piece.end] == piece.line.text[piece.column : piece.column + piece.end - piece.start]
        )
        assert text.line_of(piece.start) == piece.number
        assert text.offset_of(piece.number, piece.column) == piece.start
    assert [p.start for p in text.paragraphs] == sorted(p.start for p in text.paragraphs)
