"""RTF: its text in the fonts it names, tables with their cells, and what stands beside the text.

Libraries for RTF give text without fonts; but a byte of `.VnTimeH` is another letter than the same byte of Arial.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from normalizers.detect import UNICODE_FONT, font_charset
from pipeline.errors import InputError
from pipeline.readers.edge_tables import CellEdge, EdgeTable
from pipeline.readers.flow import Block, FlowSource, PageBreak, Run, Runs
from pipeline.readers.rtf_tokens import Token, tokens
from pipeline.readers.western import western

MEDIA_TYPE = "application/rtf"
MAX_BYTES = 200_000_000
_UNREAD = frozenset(
    b"colortbl stylesheet info pict object filetbl listtable listoverridetable revtbl rsidtbl generator xmlnstbl "
    b"themedata colorschememapping latentstyles datastore nonshppict fldinst sp sn sv annotation atnid atnauthor "
    b"atndate atnref pntxta pntxtb bkmkstart bkmkend xe tc txe rxe mmathPr pgdsctbl wgrffmtfilter userprops docvar "
    b"falt panose".split()
)
_KEPT_STARRED = frozenset(b"shpinst shptxt footnote pntext listtext".split())
_BESIDE = {b"footnote": "foot", **dict.fromkeys(b"header headerl headerr headerf".split(), "head")} | dict.fromkeys(
    b"footer footerl footerr footerf".split(), "end"
)
_SIGNS = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_MARKS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CODE_PAGES = {
    128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


class RtfSource(FlowSource):
    """An .rtf file (often named .doc)."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > MAX_BYTES:
            raise InputError("file-too-large", path=str(path), limit=MAX_BYTES // 1_000_000)
        super().__init__(path, MEDIA_TYPE, blocks_of(path.read_bytes()))


def blocks_of(data: bytes) -> list[Block]:
    """The paragraphs and tables of an RTF file."""
    reader = _Reader()
    for token in tokens(data):
        reader.take(token)
    return reader.done()


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    font: int = -1  # -1: the document's default
    skipped: bool = False
    hidden: bool = False
    unicode_skip: int = 1
    flow: str = "body"
    in_fonts: bool = False


@dataclass(slots=True)
class _Flow:
    """One stream of text: the body, or what is printed beside it."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    table: EdgeTable = field(default_factory=EdgeTable)
    in_table: bool = False

    def end_paragraph(self) -> None:
        paragraph, self.runs = tuple(self.runs), []
        if self.in_table:
            self.table.paragraphs.append(paragraph)
            return
        self.end_table()
        self.blocks.append(paragraph)

    def end_table(self) -> None:
        if self.table.rows:
            self.blocks.append(self.table.grid())
        self.blocks += self.table.paragraphs  # of a row that never ended
        self.table = EdgeTable()


class _Reader:
    def __init__(self) -> None:
        self._stack: list[_State] = []
        self._state = _State()
        self._flows = {name: _Flow() for name in ("body", "head", "foot", "end")}
        self._fonts: dict[int, str] = {}
        self._charsets: dict[int, int] = {}
        self._default_font = 0
        self._pending_skip = 0  # characters still to be passed over behind \\u
        self._opening = False  # the next word may name the destination of a group
        self._starred = False
        self._edge = CellEdge(0)

    def take(self, token: Token) -> None:
        match token.kind:
            case "open":
                self._stack.append(self._state)
                self._opening, self._starred = True, False
                return
            case "close":
                self._close()
            case "word":
                self._word(token.data, token.number)
            case "sign" if token.data == b"*":
                self._starred = True
                return
            case "sign":
                self._put(_MARKS.get(token.data, ""))
            case "text":
                self._text(token)
        self._opening = False

    def done(self) -> list[Block]:
        for flow in self._flows.values():
            flow.in_table = False
            flow.end_paragraph()
        self._foot()
        body, head, end = (self._flows[name].blocks for name in ("body", "head", "end"))
        return [*_once(head), *body, *_once(end)]

    @property
    def _flow(self) -> _Flow:
        return self._flows[self._state.flow]

    def _close(self) -> None:
        before = self._state
        self._state = self._stack.pop() if self._stack else _State()
        if before.flow != self._state.flow:
            self._flows[before.flow].end_paragraph()

    def _word(self, word: bytes, number: int | None) -> None:
        if self._opening and self._destination(word):
            return
        value = 1 if number is None else number
        match word:
            case b"f":
                self._state = replace(self._state, font=value)
            case b"deff":
                self._default_font = value
            case b"fcharset" if self._state.in_fonts:
                self._charsets[self._state.font] = value
            case b"plain":
                self._state = replace(self._state, font=-1, hidden=False)
            case b"v" | b"deleted":
                self._state = replace(self._state, hidden=number != 0)
            case b"uc":
                self._state = replace(self._state, unicode_skip=value)
            case b"u":
                self._put(_character(value))
                self._pending_skip = self._state.unicode_skip
            case _ if not self._state.skipped:
                self._structure(word, value)

    def _destination(self, word: bytes) -> bool:
        """Whether the word named what the group is for."""
        if word == b"fonttbl":
            self._state = replace(self._state, in_fonts=True)
        elif word in _BESIDE:
            self._state = replace(self._state, flow=_BESIDE[word])
        elif word in _UNREAD or (self._starred and word not in _KEPT_STARRED):
            self._state = replace(self._state, skipped=True)
        else:
            return False
        self._opening = False
        return True

    def _structure(self, word: bytes, value: int) -> None:
        flow = self._flow
        match word:
            case b"par":
                flow.end_paragraph()
            case b"pard":
                flow.in_table = False
            case b"intbl":
                flow.in_table = True
            case b"cell":
                flow.in_table = True
                flow.end_paragraph()
                flow.table.end_cell()
            case b"nestcell" | b"nestrow":
                self._put("\n")
            case b"row":
                flow.table.end_row()
            case b"trowd":
                flow.table.edges.clear()
                self._edge = CellEdge(0)
            case b"clvmgf" | b"clvmrg" | b"clmrg":
                self._edge = replace(self._edge, covered=word != b"clvmgf", above=word == b"clvmrg")
            case b"cellx":
                flow.table.edges.append(replace(self._edge, right=value))
                self._edge = CellEdge(0)
            case b"page" | b"sect":
                flow.end_paragraph()
                flow.end_table()
                self._foot()
                flow.blocks.append(PageBreak())
            case _:
                self._put(_SIGNS.get(word, ""))

    def _foot(self) -> None:
        """The footnotes of this page, below it."""
        self._flows["body"].end_table()
        foot = self._flows["foot"]
        self._flows["body"].blocks += foot.blocks
        foot.blocks = []

    def _text(self, token: Token) -> None:
        data = token.data
        if self._pending_skip:
            skipped = min(self._pending_skip, len(data))
            self._pending_skip -= skipped
            data = data[skipped:]
        if self._state.in_fonts:
            self._name_font(data)
        elif data:
            self._put(self._decoded(data))

    def _name_font(self, data: bytes) -> None:
        if not self._state.skipped:
            name = self._fonts.get(self._state.font, "")
            if not name.endswith(";"):
                self._fonts[self._state.font] = name + western(data).lstrip()

    def _font(self) -> str:
        number = self._default_font if self._state.font < 0 else self._state.font
        return self._fonts.get(number, "").split(";")[0].strip()

    def _decoded(self, data: bytes) -> str:
        """Bytes by the code page of their font; those of legacy fonts stay single characters."""
        number = self._default_font if self._state.font < 0 else self._state.font
        page = _CODE_PAGES.get(self._charsets.get(number, 0), "")
        if not page or data.isascii() or font_charset(self._font()) not in ("", UNICODE_FONT):
            return western(data)
        return data.decode(page, "replace")

    def _put(self, text: str) -> None:
        if not text or self._state.skipped or self._state.hidden or self._state.in_fonts:
            return
        flow, font = self._flow, self._font()
        if flow.runs and flow.runs[-1].font == font:
            flow.runs[-1] = Run(flow.runs[-1].text + text, font)
        else:
            flow.runs.append(Run(text, font))


def _character(code: int) -> str:
    """\\u counts in signed 16 bits. Signs beyond them come as two halves, which are no letters of Vietnamese."""
    sign = chr(code % 65536) if -32768 <= code < 65536 else "\ufffd"
    return "\ufffd" if "\ud800" <= sign <= "\udfff" else sign


def _once(blocks: Iterable[Block]) -> list[Block]:
    """Headers and footers, each said once, page numbers not at all."""
    kept: list[Block] = []
    for block in blocks:
        if not isinstance(block, tuple) or (_has_letters(block) and block not in kept):
            kept.append(block)
    return kept


def _has_letters(runs: Runs) -> bool:
    return any(sign.isalpha() for run in runs for sign in run.text)
