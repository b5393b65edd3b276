# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs pages`: a competition's pages as Kaggle sends them, HTML or Markdown, as one Markdown file each.

The text is untrusted: whatever it is, this ends in a time that grows with its length, and the result has no tags, no
scripts, and no addresses but those of http and https.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from kcs.errors import Unusable
from kcs.output import write_json
from kcs.richtext import KNOWN_TAGS, NEVER_CLOSED, Shelter, Writer

BASE = "https://www.kaggle.com/"
#: Bytes of the file: an answer of 16 MiB, with room for other ways to write it.
LARGEST = 24 << 20
MOST_PAGES, MOST_CHARACTERS, MOST_TITLE = 200, 8 << 20, 120  # what is kept: files, characters of one, of a title
_SAMPLE = 200_000  # characters that are looked at to tell HTML from Markdown
#: Names without blanks, hyphens and case -> the file's stem, as in competitions given as folders.
STEMS = {"description": "description", "evaluation": "evaluation", "rules": "rules", "data": "data",
         "datadescription": "data"}  # fmt: skip
_RESERVED = re.compile(r"con|prn|aux|nul|index|(com|lpt)\d")

_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^\n]*)$", re.M)
_DISPLAY = r"\$\$(?:[^$\\]|\\.){1,8000}?\$\$"
_FORMULA = r"(?<![\w$\\])\$(?=[^\s$])(?:[^$\\\n]|\\.|\n(?![ \t]*\n)){1,2000}?(?<!\s)\$(?![\d$])"
_MATH = re.compile(f"{_DISPLAY}|{_FORMULA}", re.S)
_INLINE = re.compile(
    r"\\[!-/:-@\[-`{-~](?<!\\\$)|(?<!`)(`{1,8})(?!`)[^\n]{1,2000}?(?<!`)\1(?!`)|" + f"{_DISPLAY}|{_FORMULA}", re.S
)
#: What makes a formula none: tags, addresses.
_NO_MATH = re.compile(rf"</?(?:{'|'.join(sorted(KNOWN_TAGS))})(?![\w:-])[^<>]*>|<!--|\]\([^)]*:", re.I)
# Comments and scripts at once, in the order in which they begin; the parser of older releases is slow with them.
_UNSEEN = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style)\b.*?(?:</\1\b[^<>]*>?|\Z)", re.S | re.I)
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_BLOCK = re.compile(r"<(p|div|h[1-6]|ul|ol|table|section|article|blockquote|pre)\b[^<>]{0,500}>", re.I)
_MARKDOWN = re.compile(
    r"^ {0,3}(?P<heading>#{1,6} +\S)|^\s*(?:[-*+] |\d{1,3}[.)] |> |\|.*\|)\S?|\*\*[^*<>]{1,200}\*\*|\[[^\[\]<>]{1,200}\]\("
)
_LINK = re.compile(r"""\]\(\s*(<[^<>\n]*>|[^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)(\s+(?:"[^"]*"|'[^']*'))?\s*\)""")
_DEFINITION = re.compile(r"^([ >]{0,20}\[[^\[\]\n]{1,500}\]:)[ \t]*\n?[ \t]*(\S+)", re.M)
_AUTOLINK = re.compile(r"<(?!https?://[^\s<>]+>)(?=[a-z/!?])", re.I)
_UNPRINTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000\ue001\ufeff\u202a-\u202e\u2066-\u2069]"
)


def is_html(text: str) -> bool:
    """Whether a text reads as HTML rather than as Markdown with some tags; Kaggle's own word for it is often wrong."""
    blocks = marks = pre = 0
    fence = False
    for line in text[:_SAMPLE].split("\n"):
        if pre <= 0 and line.lstrip().startswith(("```", "~~~")):
            fence, marks = not fence, marks + 1
        if fence:
            continue
        found = [tag.lower() for tag in _BLOCK.findall(line)]
        blocks += len(found)
        if pre <= 0 and "pre" not in found and (mark := _MARKDOWN.search(line)):
            marks += 3 if mark["heading"] else 1
        pre += found.count("pre") - line.lower().count("</pre")
    return blocks > marks


def address(target: str) -> str:
    """A link's target as an absolute address of http or https; empty where it is none."""
    target = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", unescape(target))
    target = "".join(character for character in target if character.isprintable() and not character.isspace())
    if not target or target.startswith("#"):
        return ""
    try:
        whole = urljoin(BASE, target)
        parts = urlsplit(whole)
    except ValueError:
        return ""
    # What Markdown would read is percent-encoded: brackets, bars, dollars, backticks.
    return quote(whole, safe="%/:=&?~#+!,;@.-_") if parts.scheme in ("http", "https") and parts.netloc else ""


def _protected(text: str, shelter: Shelter) -> Iterator[str]:
    """A Markdown text, its code, formulas and escapes sheltered."""
    begin, opened = 0, ""
    for fence in _FENCE.finditer(text):
        run, behind = fence[1], fence[2]
        if not opened and not (run[0] == "`" and "`" in behind):
            yield _INLINE.sub(lambda found: _sheltered(found, shelter), text[begin : fence.start()])
            begin, opened = fence.start(), run
        elif opened and run.startswith(opened) and not behind.strip():
            yield shelter.keep(text[begin : fence.end()])
            begin, opened = fence.end(), ""
    rest = text[begin:]
    yield shelter.keep(rest) if opened else _INLINE.sub(lambda found: _sheltered(found, shelter), rest)


def _sheltered(found: re.Match[str], shelter: Shelter, html: bool = False) -> str:
    piece = unescape(found[0]) if html else found[0]
    math = piece.startswith("$")
    return found[0] if math and (_NO_MATH.search(found[0]) or _NO_MATH.search(piece)) else shelter.keep(piece)


def _with_tags_only(text: str, html: bool) -> str:
    """A text whose `<` all begin a tag. In Markdown `<id>,<label>` are words, unless the page closes a `label`."""
    names = "[a-z]"
    if not html:
        closed = {tag.lower() for tag in re.findall(r"</([a-z][a-z0-9]*)", text, re.I)}
        names = f"(?:{'|'.join(sorted(KNOWN_TAGS & closed | NEVER_CLOSED))})(?![\\w:-])"
    text = re.sub(rf"<(?!/?{names})", "&lt;", text, flags=re.I)
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", "&lt;")


def _with_targets(text: str) -> str:
    """Markdown's own links with absolute addresses; those that lead elsewhere than to http and https have none."""

    def link(found: re.Match[str]) -> str:
        target = address(found[1].strip("<>"))
        return f"]({target}{found[2] or ''})" if target else "]"

    def definition(found: re.Match[str]) -> str:
        target = address(found[2].strip("<>"))
        return f"{found[1]} {target}" if target else ""

    return _DEFINITION.sub(definition, _LINK.sub(link, text))


def to_markdown(text: str) -> str:
    """A page's text, HTML or Markdown, as Markdown without tags.

    Code and formulas are set aside first and put back last, so that nothing in between changes them.
    """
    text = _UNPRINTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    html = is_html(text)
    shelter = Shelter()
    if html:
        text = _MATH.sub(lambda found: _sheltered(found, shelter, html=True), text)
    else:  # its entities are Markdown's too, and stay
        text = "".join(_protected(text, shelter)).replace("&", "&amp;")
    text = _DECLARATION.sub("", _UNSEEN.sub("", text))
    text = _with_tags_only(text, html)
    writer = Writer(shelter, address, markdown=not html, text=text)
    writer.feed(text)
    writer.close()
    made = _AUTOLINK.sub(r"\\<", _with_targets(writer.markdown()))
    return shelter.restored(made)[:MOST_CHARACTERS].rstrip() + "\n"


def stem(name: str) -> str:
    """The file's name for a page's name, without the ending: `[a-z0-9-]`, never empty, at most 60 characters."""
    known = STEMS.get(re.sub(r"[\s_-]+", "", name.casefold()))
    if known:
        return known
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
    return f"page-{safe}".rstrip("-") if not safe or _RESERVED.fullmatch(safe) else safe


def write_pages(answer: Any, out: Path) -> list[dict[str, str]]:
    """Writes each published page that says something, and `index.json`.

    :param answer: what ListCompetitionPages sent
    :return: the index: name, title, file, in Kaggle's order
    :raises Unusable: when there is no list of pages
    """
    pages = answer.get("pages") if isinstance(answer, dict) else None
    if not isinstance(pages, list):
        raise Unusable("bad_pages", "Kaggle's answer has no list of pages.", "Try again later.")
    index: list[dict[str, str]] = []
    used: set[str] = set()
    numbers: Counter[str] = Counter()
    for page in pages:
        if not isinstance(page, dict) or page.get("isPublished") is False or not isinstance(page.get("content"), str):
            continue
        text = to_markdown(page["content"])
        if not text.strip():
            continue
        if len(index) == MOST_PAGES:
            logging.getLogger("kcs.pages").warning("only the first %d pages are kept", MOST_PAGES)
            break
        name, title = (" ".join(_UNPRINTED.sub("", str(page.get(key) or "")).split()) for key in ("name", "postTitle"))
        base = file = stem(name)
        while file in used:
            numbers[base] += 1
            file = f"{base}-{numbers[base] + 1}"
        used.add(file)
        (out / f"{file}.md").write_text(text, encoding="utf-8", newline="\n")
        index.append({"name": name[:MOST_TITLE], "title": (title or name)[:MOST_TITLE], "file": f"{file}.md"})
    write_json(out / "index.json", index)
    return index


def main(argv: list[str]) -> int:
    """Entry point of `kcs pages`."""
    parser = argparse.ArgumentParser(prog="kcs pages", description=__doc__)
    parser.add_argument("--pages", type=Path, required=True, help="the answer to ListCompetitionPages")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(argv)
    if given.pages.stat().st_size > LARGEST:
        raise Unusable("bad_pages", f"Kaggle's pages are larger than {LARGEST >> 20} MiB.", "Try again later.")
    try:
        answer = json.loads(given.pages.read_bytes().decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Unusable("bad_pages", "Kaggle's answer with the pages cannot be read.", "Try again later.") from None
    write_pages(answer, given.out)
    return 0
