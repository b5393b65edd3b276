# SPDX-License-Identifier: GPL-3.0-or-later
"""HTML to Markdown, for `kcs pages`: a writer that follows the tags without ever calling itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Tags whose content goes with them.
DROPPED = frozenset("applet audio button canvas form frameset head iframe math noscript object script select style svg "
                    "template textarea title video".split())  # fmt: skip
_BREAKS = frozenset("address article aside body caption center dd details div dl dt fieldset figcaption figure footer "
                    "header html legend main nav p section summary tbody tfoot thead".split())  # fmt: skip
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_HELD = frozenset(["ul", "ol", "li", "blockquote", "table", "pre", *_HEADINGS])
_FORMATS = {"b": "b", "strong": "b", "i": "i", "em": "i", "s": "s", "del": "s", "strike": "s", "sub": "sub",
            "sup": "sup", "a": "a", "code": "code", "tt": "code", "kbd": "code", "samp": "code"}  # fmt: skip
_AROUND = {"b": "**", "i": "*", "s": "~~"}
NEVER_CLOSED = frozenset("br hr img p wbr".split())
KNOWN_TAGS = DROPPED | _BREAKS | _HELD | NEVER_CLOSED | frozenset(_FORMATS) | frozenset(
    "abbr big cite col colgroup embed font input ins label link mark meta option param q small source span td th tr u "
    "var".split()
)  # fmt: skip
DEEPEST = 12  # levels of lists and quotes; what is nested deeper stands at the last one
_BLANKS = re.compile(r"[ \t\n\xa0]+")


class Shelter:
    """Pieces of text that stay as they are: a mark of private characters stands for each."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def keep(self, piece: str) -> str:
        """The mark for a piece."""
        self._pieces.append(piece)
        return f"\ue000{len(self._pieces) - 1}\ue001"

    def restored(self, text: str) -> str:
        """A text with its pieces back in place."""
        return re.sub("\ue000(\\d+)\ue001", lambda mark: self._pieces[int(mark[1])], text)


@dataclass
class _Box:
    """What stands before the lines of a quote or a list's item."""

    mark: str
    indent: str
    used: bool = False


@dataclass
class _Held:
    """An open tag that has a shape."""

    tag: str
    box: _Box | None = None
    item: bool = False  # of a list: an item is open
    number: int = 0  # of a numbered list: of the next item


@dataclass
class _Format:
    """An open tag within a line; `start` is its place in the line's pieces."""

    kind: str
    start: int
    target: str = ""


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    depth: int = 1  # tables within are flat


class Writer(HTMLParser):
    """Writes Markdown of what it is fed; in a Markdown text only the tags are changed.

    :param address: a link's target as it may be written, or empty
    :param text: all that will be fed; a tag that must be closed and never is counts for nothing
    """

    def __init__(self, shelter: Shelter, address: Callable[[str], str], markdown: bool, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._shelter, self._address, self._is_markdown = shelter, address, markdown
        self._left = Counter(tag.lower() for tag in re.findall(r"</([a-z][a-z0-9]*)", text, re.I))
        self._out: list[str] = []
        self._line: list[str] = []
        self._head = ""  # first character of the line, in Markdown
        self._broken = False  # a line break was just written, in Markdown
        self._formats: list[_Format] = []
        self._held: list[_Held] = []
        self._open: Counter[str] = Counter()
        self._boxes: list[_Box] = []
        self._lists: list[_Held] = []
        self._in_list = False  # the last block was in a list
        self._table: _Table | None = None
        self._pre: list[str] | None = None
        self._language = ""
        self._dropped, self._drops = "", 0

    def markdown(self) -> str:
        """All blocks; call it once, after close()."""
        self._flush()
        while self._held:
            self._pop()
        return "".join(self._out)

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropped:
            self._drops += tag == self._dropped
            return
        given = {name: value or "" for name, value in attrs}
        must_close = tag in DROPPED or tag == "pre" or (self._is_markdown and tag in _HELD and tag != "li")
        if must_close and self._left[tag] <= 0:
            return
        if tag in DROPPED:
            self._dropped, self._drops = tag, 1
        elif self._pre is not None:
            self._language = self._language or _language(given)
            if tag == "br":
                self._pre.append("\n")
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._image(given)
        elif tag == "hr":
            self._flush()
            self._emit(["---"])
        elif tag in _FORMATS:
            self._format(_FORMATS[tag], given)
        elif tag in ("tr", "td", "th") and self._table is not None:
            self._into_table(tag)
        elif tag in _HELD:
            self._hold(tag, given)
        elif tag in _BREAKS or tag == "tr":
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        self._left[tag] -= 1
        if self._dropped:
            self._drops -= tag == self._dropped
            self._dropped = self._dropped if self._drops else ""
        elif self._pre is not None and tag != "pre":
            return
        elif tag in _FORMATS:
            self._end_format(_FORMATS[tag])
        elif tag in ("td", "th", "tr") and self._table is not None:
            if self._table.depth == 1:
                self._end_cell()
        elif self._open[tag]:
            self._flush()
            while self._held[-1].tag != tag:
                self._pop()
            self._pop()
        elif tag in _BREAKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        if self._pre is not None:
            self._pre.append(data)
        elif self._verbatim():
            data = data.removeprefix("\n") if self._broken else data
            last = data.rfind("\n")
            self._head = data[last + 1 :].lstrip()[:1] if last >= 0 else self._head or data.lstrip()[:1]
            self._line.append(data)
        else:
            self._line.append(_BLANKS.sub(" ", data))
        self._broken = False

    def _verbatim(self) -> bool:
        return self._is_markdown and not self._held

    # Within a line

    def _break(self) -> None:
        if not self._verbatim():
            self._line.append("\n")
        elif self._head == "|":  # a row of a table is one line
            self._line.append(" ")
        else:
            self._line.append("  \n")
            self._head, self._broken = "", True

    def _image(self, given: dict[str, str]) -> None:
        label = _BLANKS.sub(" ", re.sub(r"[\[\]]", "", given.get("alt", ""))).strip()
        target = self._address(self._shelter.restored(given.get("src", "")))
        self._line.append(f"![{label}]({target})" if target else label)

    def _format(self, kind: str, given: dict[str, str]) -> None:
        kinds = [one.kind for one in self._formats]
        if kind == "a" and "a" in kinds:
            self._end_format("a")  # links do not nest
        elif kind in kinds or "code" in kinds:
            return
        target = self._address(self._shelter.restored(given.get("href", ""))) if kind == "a" else ""
        self._formats.append(_Format(kind, len(self._line), target))

    def _end_format(self, kind: str) -> None:
        if kind not in [one.kind for one in self._formats]:
            return
        place = [one.kind for one in self._formats].index(kind)
        for one in reversed(self._formats[place:]):
            self._wrap(one)
        del self._formats[place]
        for one in self._formats[place:]:  # they go on behind it
            one.start = len(self._line)

    def _wrap(self, one: _Format) -> None:
        """Puts a format's marks around its text, blanks outside."""
        text = "".join(self._line[one.start :])
        del self._line[one.start :]
        bare = text.strip()
        if not bare:
            self._line.append(text)
            return
        begin = len(text) - len(text.lstrip())
        if one.kind in _AROUND:
            made = _AROUND[one.kind] + bare + _AROUND[one.kind]
        elif one.kind == "code":
            made = self._code(bare)
        elif one.kind == "a":
            label = bare if "](" in bare else re.sub(r"([][])", r"\\\1", bare)
            made = f"[{label}]({one.target})" if one.target else bare
        else:
            made = {"sub": "_", "sup": "^"}[one.kind] + (bare if bare.isalnum() else f"({bare})")
        self._line += [text[:begin], made, text[begin + len(bare) :]]

    def _code(self, text: str) -> str:
        text = _BLANKS.sub(" ", self._shelter.restored(text))
        if self._table is not None:
            text = text.replace("|", "\\|")  # Markdown's tables want it so even in code
        ticks = "`" * (_longest_run(text) + 1)
        room = " " if len(ticks) > 1 else ""
        return self._shelter.keep(f"{ticks}{room}{text}{room}{ticks}")

    # Blocks

    def _hold(self, tag: str, given: dict[str, str]) -> None:
        self._flush()
        held = _Held(tag)
        if tag in ("ul", "ol"):
            start = given.get("start", "")
            held.number = int(start) if tag == "ol" and re.fullmatch(r"[0-9]{1,6}", start) else 1
            self._in_list = self._in_list and bool(self._lists)
            self._lists.append(held)
        elif tag == "li":
            mark = "- "
            if self._lists:
                within = self._lists[-1]
                while within.item:
                    self._pop()
                within.item = True
                if within.tag == "ol":
                    mark, within.number = f"{within.number}. ", within.number + 1
            elif self._is_markdown:
                self._line.append(mark)
                return
            held.box = _Box(mark, " " * len(mark))
        elif tag == "blockquote":
            held.box = _Box("> ", "> ")
        elif tag == "pre":
            self._pre, self._language = [], _language(given)
        elif tag == "table":
            if self._table is None:
                self._table = _Table()
            else:
                self._table.depth += 1
        if held.box is not None and len(self._boxes) < DEEPEST:
            self._boxes.append(held.box)
        else:
            held.box = None
        self._held.append(held)
        self._open[tag] += 1

    def _pop(self) -> None:
        """Ends the innermost open tag that has a shape."""
        held = self._held[-1]
        if held.tag == "pre":
            self._end_pre()
        elif held.tag == "table" and self._table is not None:
            self._end_table(self._table)
        self._held.pop()
        self._open[held.tag] -= 1
        if held.box is not None:
            self._boxes.pop()
        if held.tag in ("ul", "ol"):
            self._lists.pop()
        elif held.tag == "li" and self._lists:
            self._lists[-1].item = False

    def _flush(self) -> None:
        """Ends the line: a paragraph, a heading, or a part of a cell."""
        if not self._line:
            return
        for one in reversed(self._formats):
            self._wrap(one)
        for one in self._formats:
            one.start = 0
        text = "".join(self._line)
        self._line.clear()
        self._head, self._broken = "", False
        if self._verbatim():
            lines = text.strip("\n").split("\n")
        else:
            lines = [re.sub("  +", " ", line).strip() for line in text.strip().split("\n")]
        if not any(line.strip() for line in lines):
            return
        if self._table is not None and self._table.cell is not None:
            self._table.cell += lines
        elif self._held and self._held[-1].tag in _HEADINGS:
            self._emit([f"{_HEADINGS[self._held[-1].tag]} {' '.join(lines)}"])
        elif self._verbatim():
            self._emit(lines)
        else:
            behind = [*lines[1:], ""]
            self._emit([line + "  " if line and after else line for line, after in zip(lines, behind, strict=True)])

    def _emit(self, lines: list[str]) -> None:
        """Writes a block, with a blank line before it unless it is the next item of a list."""
        fresh = any(not box.used and box.mark != box.indent for box in self._boxes)
        if self._out and not (fresh and self._in_list):
            self._out.append("".join(box.indent for box in self._boxes if box.used).rstrip() + "\n")
        first = "".join(box.indent if box.used else box.mark for box in self._boxes)
        rest = "".join(box.indent for box in self._boxes)
        for box in self._boxes:
            box.used = True
        self._in_list = any(box.mark != box.indent for box in self._boxes)
        for number, line in enumerate(lines):
            self._out.append(((rest if number else first) + line).rstrip("\n" if line else " ") + "\n")

    def _end_pre(self) -> None:
        text = self._shelter.restored("".join(self._pre or [])).strip("\n")
        self._pre = None
        if not text.strip():
            return
        if self._table is not None and self._table.cell is not None:
            self._table.cell.append(self._code(text))
            return
        fence = "`" * max(3, _longest_run(text) + 1)
        lines = [self._shelter.keep(line) if line else "" for line in text.split("\n")]
        self._emit([fence + self._language, *lines, fence])

    # Tables

    def _into_table(self, tag: str) -> None:
        table = self._table
        if table is None or table.depth > 1:
            self._line.append(" ")
            return
        self._end_cell()
        if tag == "tr" or not table.rows:
            table.rows.append([])
        if tag != "tr":
            table.cell = []

    def _end_cell(self) -> None:
        self._flush()
        if self._table is not None and self._table.cell is not None:
            self._table.rows[-1].append(" ".join(filter(None, self._table.cell)).replace("|", "\\|"))
            self._table.cell = None

    def _end_table(self, table: _Table) -> None:
        if table.depth > 1:
            table.depth -= 1
            return
        self._end_cell()
        self._table = None
        rows = [row for row in table.rows if any(row)]
        if not rows:
            return
        width = max(map(len, rows))
        rows[0] += [""] * (width - len(rows[0]))
        self._emit([f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * width, *rows[1:])])


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _language(given: dict[str, str]) -> str:
    """The language that a class such as `language-python` names."""
    found = re.search(r"(?:^|\s)lang(?:uage)?-([\w+#.-]{1,30})(?=\s|$)", given.get("class", ""), re.A)
    return found[1] if found else ""
