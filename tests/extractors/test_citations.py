"""Citations: a table of wild, negative and known failing forms; self references; evidence."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.citing.citations import ITSELF, citations
from extractors.citing.references import doc_types, mend_symbol, parse_symbol
from extractors.layout import Line, Page
from extractors.records import Citation, Document
from extractors.text.flow import Flow, flow
from normalizers.repairs import Repair
from tests.extractors.reading import cases, context, flow_of, records_of


def params() -> list[Any]:
    return [
        pytest.param(case, id=case["why"], marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [])
        for case in cases("citations.jsonl")
    ]


def _flow(case: dict[str, Any]) -> Flow:
    """The text; where a case has it, with the words as they were read before the repair."""
    if "read" not in case:
        return flow_of(case["text"])
    text, read = case["text"], case["read"]
    repair = Repair(1, 0, len(text), read, text, "diacritics", "test", 0.9)
    return flow((Page(1, 1, (Line(text, read, repairs=(repair,)),)),))


@pytest.mark.parametrize("case", params())
def test_table(case: dict[str, Any]) -> None:
    found = citations(_flow(case), context())
    told = [[c.doc_type, c.symbol, c.date, c.issuer] for c in found if c.symbol or c.date]
    assert told == case["cites"]


def test_the_evidence_covers_all_lines_of_a_broken_citation() -> None:
    text = "Mở đầu.\nTheo Quyết định số 2878/QĐ-\nUBND ngày 08/07/2021 của UBND\ntỉnh Sơn La, huyện triển khai."
    (found,) = citations(flow_of(text), context())
    assert (found.evidence.line, found.evidence.line_end) == (2, 4)
    assert found.evidence.quote == "Quyết định số 2878/QĐ-UBND ngày 08/07/2021 của UBND tỉnh Sơn La"


def test_the_subject_is_what_the_document_is_about() -> None:
    text = "Quyết định số 1743/QĐ-UBND ngày 08/7/2021 của UBND huyện về việc ban hành Kế hoạch xác định chỉ số; còn lại"
    (found,) = citations(flow_of(text), context())
    assert found.subject == "Ban hành Kế hoạch xác định chỉ số"


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        ("về cải cách hành chính năm 2022 và Văn bản số 6/UBND-TH1 ngày 2/10/2022", "Cải cách hành chính năm 2022"),
        ("về tự chấm điểm cùng với Hướng dẫn số 22/HD-SNV ngày 6/2/2022", "Tự chấm điểm"),
        ("ban hành Bộ chỉ số và số 12/QĐ-UBND ngày 6/2/2022", "Ban hành Bộ chỉ số"),
        ("về chế độ báo cáo, Phòng Nội vụ tổng hợp kết quả như sau", "Chế độ báo cáo"),
        ("về phối hợp giữa Sở Nội vụ, Sở Tài chính và các huyện", "Phối hợp giữa Sở Nội vụ, Sở Tài chính và các huyện"),
    ],
)
def test_a_subject_ends_where_the_next_document_or_the_acting_body_begins(told: str, subject: str) -> None:
    found = citations(flow_of(f"Theo Quyết định số 5/QĐ-UBND ngày 8/7/2021 của UBND huyện {told}"), context())
    assert found[0].subject == subject


def test_a_document_that_names_itself_is_tied_to_itself() -> None:
    text = (
        "UBND HUYỆN PHÙ YÊN     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 75/QĐ-UBND     Phù Yên, ngày 31 tháng 01 năm 2023\n"
        "QUYẾT ĐỊNH\nVề việc công bố Chỉ số\n\nĐiều 1. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này./.\n"
    )
    records = records_of(text)
    (document,) = [r for r in records if isinstance(r, Document)]
    (itself,) = [r for r in records if isinstance(r, Citation)]
    assert document.symbol == "75/QĐ-UBND"
    assert (itself.subject, itself.symbol, itself.cited_document_id) == (ITSELF, None, "f/1")


@pytest.mark.parametrize(
    ("raw", "kind", "mended"),
    [
        ("979/0P-BNV", "Quyết định", "979/QĐ-BNV"),
        ("09/2021/ở-UBND", "Quyết định", "09/2021/QĐ-UBND"),
        ("05-ĐÃ/HƯ", "Đề án", "05-ĐA/HU"),
        ("75 /Qb-UBND", "Quyết định", "75/QĐ-UBND"),
        ("220/KH-UBND", "Quyết định", "220/KH-UBND"),
        ("153/UBND-NV", "Công văn", "153/UBND-NV"),
        ("12/QD-UBND", None, "12/QĐ-UBND"),
    ],
)
def test_only_codes_that_are_none_are_mended(raw: str, kind: str | None, mended: str) -> None:
    assert mend_symbol(raw, kind) == mended


def test_a_symbol_falls_into_its_parts() -> None:
    symbol = parse_symbol("09/2021/QĐ-UBND")
    assert (symbol.number, symbol.year, symbol.codes, symbol.doc_type) == ("09", "2021", ("QĐ", "UBND"), "Quyết định")
    party = parse_symbol("312-KL/HU")
    assert (party.number, party.doc_type) == ("312", "Kết luận")
    assert [body.level for body in party.bodies] == ["district"]


def test_the_data_of_kinds_is_whole() -> None:
    names = [kind.name for kind in doc_types()]
    assert len(names) == len(set(names))
    assert all(kind.form in ("law", "numbered", "attached", "standard") for kind in doc_types())
