"""The heads and feet of documents, and where one document of a file ends and the next begins."""

from __future__ import annotations

from typing import Any

import pytest

from extractors.heads.documents import split
from extractors.records import Document
from tests.extractors.reading import cases, pages_of, records_of


def params() -> list[Any]:
    return [
        pytest.param(case, id=case["why"], marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else [])
        for case in cases("headers.jsonl")
    ]


@pytest.mark.parametrize("case", params())
def test_table(case: dict[str, Any]) -> None:
    documents = [r for r in records_of(case["text"]) if isinstance(r, Document)]
    assert len(documents) == len(case["documents"])
    for document, told in zip(documents, case["documents"], strict=True):
        have = {field: getattr(document, field) for field in told}
        assert {k: list(v) if isinstance(v, tuple) else v for k, v in have.items()} == told


def test_a_form_printed_in_an_appendix_is_no_document() -> None:
    text = (
        "UBND HUYỆN PHÙ YÊN\nSố: 5/KH-UBND\nKẾ HOẠCH\nNăm 2022\n\nI. MỤC ĐÍCH\nNội dung.\nNơi nhận:\n- Lưu: VT.\n"
        "CHỦ TỊCH\nLò Văn Thử\n\nPhụ lục\nMẫu số 01\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: …/BC\nBÁO CÁO\nKết quả …\n"
    )
    assert len(split(pages_of(text))) == 1


def test_no_pages_no_documents() -> None:
    assert split(()) == ()
    assert records_of("") == ()
    assert records_of("\n\n\f\n") == ()
