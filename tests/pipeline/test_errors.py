"""Every error is said in both languages, with its next step, and survives the way between processes."""

from __future__ import annotations

import pickle
import re
import string
from pathlib import Path

import pytest

from pipeline import errors
from pipeline.errors import Failure, HosoError, InputError
from pipeline.messages import LANGUAGES, catalogue, render, user_language
from pipeline.reference import PAGES

ROOT = Path(__file__).parents[2]
KEYS = sorted(name.removesuffix(".text") for name in catalogue("en")["errors"] if name.endswith(".text"))


def fields_of(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_have_the_same_messages_with_the_same_fields() -> None:
    english, vietnamese = catalogue("en"), catalogue("vi")
    assert english.keys() == vietnamese.keys()
    for section in english:
        assert list(english[section]) == list(vietnamese[section]), section
        for key, words in english[section].items():
            both = english["errors"].get(f"{key.split('.')[0]}.text", "") + words
            theirs = vietnamese["errors"].get(f"{key.split('.')[0]}.text", "") + vietnamese[section][key]
            assert fields_of(both) == fields_of(theirs), (section, key)


@pytest.mark.parametrize("key", KEYS)
def test_each_error_says_what_and_what_next(key: str) -> None:
    for language in LANGUAGES:
        words = catalogue(language)["errors"]
        assert len(words[f"{key}.text"]) > 5
        assert len(words[f"{key}.next"]) > 15


def test_every_key_raised_in_the_code_is_a_message() -> None:
    raised = re.compile(r"Error\(\s*\"([a-z]+(?:-[a-z]+)+)\"|Engine(?:Failure|Timeout)\(\s*\"([a-z-]+)\"")
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        for match in raised.finditer(path.read_text(encoding="utf-8")):
            assert (match[1] or match[2]) in KEYS, f"{path}: {match[0]}"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_pages_are_those_of_the_code(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == PAGES[name](), "run `python -m pipeline.reference docs`"


def test_errors_travel_between_processes() -> None:
    error = InputError("not-found", path="báo cáo.pdf")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is InputError
    assert again.message("vi") == error.message("vi")
    assert Failure.load(error.as_failure().dump()) == error.as_failure()


def test_any_error_becomes_a_failure() -> None:
    failure = errors.failure_of(ZeroDivisionError("by zero"))
    assert failure.key == "unexpected"
    assert "ZeroDivisionError" in failure.message("vi")


def test_exit_codes_follow_the_contract() -> None:
    codes = {kind.__name__: kind.exit_code for kind in HosoError.__subclasses__() if kind.__module__ == errors.__name__}
    assert codes == {
        "UsageError": 1,
        "InputError": 2,
        "MissingProgramError": 3,
        "FailedFilesError": 4,
        "ArchiveError": 5,
        "StoppedError": 130,
    }


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "vi_VN", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "vi"}, "vi"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert user_language() == language


def test_a_message_with_braces_in_its_fields_is_said_as_it_is() -> None:
    assert "{x}.pdf" in render("not-found", {"path": "{x}.pdf"}, "en")


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("Permission denied", "không có quyền"),
        ("image file is truncated (12 bytes not processed)", "ảnh bị cụt (còn 12 byte chưa đọc)"),
        ("it died (SIGKILL)", "nó bị tắt giữa chừng (SIGKILL)"),
        ("the following arguments are required: PATH", "thiếu PATH"),
        ("a reason nobody has met", "a reason nobody has met"),
    ],
)
def test_reasons_of_libraries_are_said_in_vietnamese_where_they_are_known(why: str, said: str) -> None:
    error = InputError("image-damaged", path="a.png", why=why)
    assert f": {said}." in error.message("vi")
    assert f": {why}." in error.message("en")
