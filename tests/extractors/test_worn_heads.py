"""Heads of scans: what pens and stamps leave of number, day, kind and title."""

from __future__ import annotations

import pytest

from extractors.heads.documents import split, type_of_line
from extractors.heads.letterhead import read
from extractors.heads.worn_heads import code_alone, stamp_lines, written_date
from extractors.layout import Line, Page
from extractors.text.flow import flow

HEAD = ["ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "HUYỆN MAI SƠN\tĐộc lập - Tự do - Hạnh phúc"]


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Số: 34@BC-UBND", "BC-UBND"),
        ("#=-“*BC-UBND", "BC-UBND"),
        ("Số: 12ÿKH-UBND", "KH-UBND"),
        ("UBND HUYỆN MAI SƠN", None),
        ("theo Báo cáo BC-UBND", None),
        ("3C-UBND", None),
    ],
)
def test_the_code_without_its_number(printed: str, code: str | None) -> None:
    assert code_alone(printed) == code


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("Mai Sơn, ngày Q9 tháng 02 năm 2021", "2021-02-09"),
        ("Mai Sơn, ngày † 9 tháng 12 năm 2019", "2019-12-19"),
        ("Mai Sơn, ngày 1 3 tháng 03 năm 2019", "2019-03-13"),
        ("Mai Sơn, ngày 2£ tháng 01 năm 2017", "2017-01"),
        ("Mai Sơn, ngày Ợ? tháng 02 năm 2021", "2021-02"),
        ("Mai Sơn, ngày 12 tháng 13 năm 2021", None),
    ],
)
def test_a_written_day(printed: str, iso: str | None) -> None:
    found = written_date(printed)
    assert (found[1] if found else None) == iso


@pytest.mark.parametrize(
    ("lines", "stamped"),
    [
        (["BÁO CÁO", "PHÒNG NỘI VỤ", "ĐẾN\tSố: 632 Ngy:22 † 20}", "Kết quả"], {1, 2}),
        (["l SỞ NỘI vụ ©U- | ÿ#ˆ", "ĐẾN\t5 381"], {0, 1}),
        (["CHIẾN LƯỢC PHÁT TRIỂN", "ĐẾN NĂM 2030, TẦM NHÌN ĐẾN NĂM 2045"], set()),
        (["đến\tngày 31/12"], set()),
    ],
)
def test_stamps_of_receipt(lines: list[str], stamped: set[int]) -> None:
    assert stamp_lines(lines) == stamped


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("j( 3X n BÁO CÁO", "Báo cáo"),
        ("Ị\tKẾ HOẠCH", "Kế hoạch"),
        ("–\tBÁO CÁO", "Báo cáo"),
        ("MẪU BÁO CÁO", None),
        ("Nội dung báo cáo", None),
    ],
)
def test_kinds_beside_specks(printed: str, kind: str | None) -> None:
    assert type_of_line(printed) == kind


def page(lines: list[str]) -> Page:
    return Page(1, 1, tuple(Line(text, text) for text in lines))


def test_a_stamped_head_keeps_its_title_and_its_issuer() -> None:
    lines = [
        *HEAD,
        "Số: 12ÿBC-UBND\tMai Sơn, ngày Ợ? tháng 02 năm 2021",
        "BÁO CÁO",
        ": Kết quả xếp hạng cải cách hành chính năm 2020 trên địa bàn",
        "PHÒNG NỘI VỤ",
        "ĐẾN\tSố: 2994",
        "huyện Mai Sơn",
        "iện Quyết định số 373/QĐ-UBND ngày 18/9/2020 của UBND huyện Mai Sơn, UBND huyện báo cáo như sau:",
    ]
    head = read(flow((page(lines),)))
    assert head.title == "Kết quả xếp hạng cải cách hành chính năm 2020 trên địa bàn huyện Mai Sơn"
    assert (head.symbol, head.date, head.place) == ("BC-UBND", "2021-02", "Mai Sơn")
    assert head.bodies == ("ỦY BAN NHÂN DÂN HUYỆN MAI SƠN",)


def test_an_attached_report_begins_though_its_kind_stands_beside_specks() -> None:
    lines = [
        *HEAD, "Số: 75/QĐ-UBND\tMai Sơn, ngày 31 tháng 01 năm 2023", "QUYẾT ĐỊNH", "Về việc công bố Chỉ số",
        *(f"Điều {n}. Các phòng chịu trách nhiệm thi hành." for n in range(1, 8)), "Nơi nhận:\tCHỦ TỊCH",
        "j( 3X n BÁO CÁO", "Kết quả Chỉ số năm 2022", "(Kèm theo Quyết định số 75/QĐ-UBND ngày 31/01/2023)",
    ]  # fmt: skip
    assert [(p.first_line, p.attached_to) for p in split((page(lines),))] == [(1, None), (14, 1)]
