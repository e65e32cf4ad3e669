"""Extraction never breaks: any text, tables with a column more, unknown names, English heads, no table, many pages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Document, Score, table_of
from tests.extractors.reading import SHARED, pages_of, records_of

PIECES = st.sampled_from(
    [
        *(
            "Quyết định số 12/QĐ-UBND ngày 01/02/2022 của UBND huyện",
            "BÁO CÁO .",
            "STT Nhiệm vụ",
            "Thời gian thực hiện",
        ),
        *(
            "1",
            "1.1 Rà soát",
            "I. MỤC TIÊU",
            "100% hồ sơ",
            "|",
            "\t",
            "\f",
            "Nơi nhận:",
            "TM. ỦY BAN NHÂN DÂN",
            "xã Tường Phù",
        ),
        *(
            "77,14",
            "9,25/10 điểm",
            "(Kèm theo Quyết định số /QĐ-UBND",
            "Phụ lục 1",
            "không có",
            "…",
            "ﬁ",
            "\u00ad",
            "l0O%",
        ),
        *(
            "Số:",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "STT\tXã\tĐiểm",
            "1\tTường Phù\t8",
            "Căn cứ",
            "ngày tháng năm 2022",
        ),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["\n", " ", "\n\n", "\t"])).map("".join), max_size=40))
def test_no_text_breaks_it_and_evidence_stays_inside(pieces: list[str]) -> None:
    text = "".join(pieces)
    last = sum(len(page.lines) for page in pages_of(text))
    records = records_of(text)
    for record in records:
        assert 1 <= record.evidence.line <= record.evidence.line_end <= last, table_of(record)
        assert 0.0 <= record.confidence <= 1.0
        assert record.record_id
    assert len({r.record_id for r in records}) == len(records)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_characters_break_it(text: str) -> None:
    records_of(text)


def test_the_same_pages_give_the_same_records() -> None:
    text = "BÁO CÁO\nKết quả năm 2022\n\nI. KẾT QUẢ\nTheo Quyết định số 12/QĐ-UBND ngày 01/02/2022 của UBND huyện.\n"
    assert records_of(text) == records_of(text)


TABLES = {
    "a column more": "STT\tĐơn vị\tGhi nhận\tĐiểm tự chấm\tĐiểm thẩm định\tXếp hạng\n1\tXã Tường Phù\tx\t80\t77,14\t1\n"
    "2\tXã Huy Hạ\t\t70\t66,5\t2\n3\tXã Gia Phù\t\t60\t60,5\t3\n",
    "an unknown domain": "STT\tĐơn vị\tVăn hóa công vụ (tối đa 10 điểm)\n1\tXã Tường Phù\t9\n2\tXã Huy Hạ\t8,5\n"
    "3\tXã Gia Phù\t8\n",
    "English heads": "No.\tCommune\tScore\tRank\n1\tTuong Phu\t77.14\t1\n2\tHuy Ha\t66.5\t2\n3\tGia Phu\t60.5\t3\n",
}


@pytest.mark.parametrize("why", TABLES)
def test_tables_of_other_shapes_are_read(why: str) -> None:
    head = "UBND HUYỆN PHÙ YÊN\nBÁO CÁO\nKết quả chỉ số cải cách hành chính năm 2022\n\nI. KẾT QUẢ\n\n"
    records = records_of(head + TABLES[why])
    assert [r.doc_type for r in records if isinstance(r, Document)] == ["Báo cáo"]
    assert len([r for r in records if isinstance(r, Score)]) >= 3


def test_two_hundred_pages_take_no_more_than_their_time() -> None:
    page = (
        "Thực hiện Kế hoạch số 97/KH-UBND ngày 25/3/2021 của UBND huyện Phù Yên, các xã đã rà soát 12 văn bản,\n"
        "tỷ lệ hồ sơ đúng hạn đạt 98,5%, không có trường hợp vi phạm; xã Tường Phù đạt 77,14/100 điểm.\n" * 12
    )
    text = "UBND HUYỆN PHÙ YÊN\nBÁO CÁO\nKết quả năm 2022\n\n" + "\f".join(page for _ in range(200))
    records_of("warm")
    began = time.process_time()
    records = records_of(text)
    assert len(records) > 2000
    assert time.process_time() - began < 60


@pytest.mark.skipif(not (SHARED / "seeds").exists(), reason="needs the real reports beside the project")
@pytest.mark.parametrize("name", ["seeds/000.txt", "seeds/001.txt", "seeds/003.txt", "seeds/004.txt", "gold/004.txt"])
def test_real_reports_are_read(name: str) -> None:
    text = (SHARED / name).read_text(encoding="utf-8")
    assert any(isinstance(r, Document) for r in records_of(text))
