# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs pages`: pages as Kaggle sends them, and hostile ones."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from support import call

from kcs.pages import LARGEST, MOST_PAGES, address, is_html, stem, to_markdown

EVALUATION_HTML = r"""<h2>Goal</h2>
<p>It is your job to predict if a passenger survived the sinking of the Titanic or not.&nbsp;<br>
For each in the <em>test set</em>, you must predict a <strong>0 or 1 </strong>value for the variable.</p>
<h2 id="metric">Metric</h2>
<p>Your score is the percentage of passengers you correctly predict.</p>
<p>This is known as <a href="https://en.wikipedia.org/wiki/Accuracy_(statistics)">accuracy</a>.
<p>See also
<a href="/competitions/titanic/rules">the rules</a>.</p>
<p>$$\text{score} = \frac{1}{n}  \sum_{i=1}^{n} 1[y_i = \hat{y}_i]$$</p>
<h2>Submission File Format</h2>
<p>You should submit a csv file with exactly 418 entries <b>plus</b> a header row. The file should have exactly 2 columns:</p>
<ul>
  <li><code>PassengerId</code> (sorted in any order)</li>
  <li>Survived, with
    <ol><li>1 for survived</li><li>0 for <i>deceased</i></li></ol>
  </li>
</ul>
<pre><code class="language-csv">PassengerId,Survived
892,0
893,1
</code></pre>
<table><thead><tr><th>Variable</th><th>Key</th></tr></thead>
<tbody><tr><td>survival</td><td>0 = No | 1 = Yes</td></tr><tr><td>pclass</td><td>1st,<br>2nd</td></tr></tbody></table>
<blockquote><p>Good luck!</p></blockquote>
<script>track()</script><!-- hidden --><form><input name="q">search</form>
"""
EVALUATION_MARKDOWN = r"""## Goal

It is your job to predict if a passenger survived the sinking of the Titanic or not.  
For each in the *test set*, you must predict a **0 or 1** value for the variable.

## Metric

Your score is the percentage of passengers you correctly predict.

This is known as [accuracy](https://en.wikipedia.org/wiki/Accuracy_%28statistics%29).

See also [the rules](https://www.kaggle.com/competitions/titanic/rules).

$$\text{score} = \frac{1}{n}  \sum_{i=1}^{n} 1[y_i = \hat{y}_i]$$

## Submission File Format

You should submit a csv file with exactly 418 entries **plus** a header row. The file should have exactly 2 columns:

- `PassengerId` (sorted in any order)
- Survived, with
  1. 1 for survived
  2. 0 for *deceased*

```csv
PassengerId,Survived
892,0
893,1
```

| Variable | Key |
| --- | --- |
| survival | 0 = No \| 1 = Yes |
| pclass | 1st, 2nd |

> Good luck!
"""  # noqa: W291


def lines(text: str) -> list[str]:
    return to_markdown(text).splitlines()


def pages(root: Path, answer: Any) -> tuple[int, Any, Path]:
    """Runs the command as the host does: exit code, reply, folder."""
    out = root / "out"
    out.mkdir(exist_ok=True)
    (root / "pages.json").write_text(answer if isinstance(answer, str) else json.dumps(answer), encoding="utf-8")
    code, reply = call("pages", "--pages", root / "pages.json", "--out", out)
    return code, reply, out


def test_a_page_in_html() -> None:
    assert to_markdown(EVALUATION_HTML) == EVALUATION_MARKDOWN


def test_a_page_in_markdown_stays() -> None:
    assert to_markdown(EVALUATION_MARKDOWN) == EVALUATION_MARKDOWN
    assert to_markdown(EVALUATION_MARKDOWN.replace("\n", "\r\n")) == EVALUATION_MARKDOWN


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (EVALUATION_HTML, True),
        (EVALUATION_MARKDOWN, False),
        ("<p>One paragraph.</p>", True),
        ("One line, no marks at all.", False),
        ("<div>\n\n# Title\n\nText with **bold**.\n\n</div>", False),
        ("## Data\n\n<table><tr><td>a</td></tr></table>\n\n- one\n- two\n", False),
        ("Write this:\n\n```html\n<p>a</p>\n<p>b</p>\n```\n", False),
        ("<p>Run</p><pre># load\n# train\n# write\n</pre><p>then</p>", True),
    ],
)
def test_the_content_decides(text: str, html: bool) -> None:
    assert is_html(text) is html


@pytest.mark.parametrize(
    "formula",
    [
        r"$\frac{1}{N}\sum_{i}^{N} |y_i - \hat{y}_i|$",
        r"$a<b$ and $$c  \_  d_{*}$$",
        r"$$" + "\n" + r"\begin{cases} a & x<0 \\ b & * \end{cases}" + "\n" + "$$",
    ],
)
def test_formulas_stay_byte_for_byte(formula: str) -> None:
    made = f"The score: {formula} **it** is.\n"
    assert to_markdown(f"## Metric\n\nThe score: {formula} <b>it</b> is.") == f"## Metric\n\n{made}"
    assert to_markdown(f"<p>The score: {formula} <b>it</b> is.</p>") == made
    assert to_markdown(f"<p>The score: {formula.replace('<', '&lt;')}</p>") == f"The score: {formula}\n"


def test_dollars_are_no_formulas() -> None:
    assert lines("<ul><li>$5,000 <b>each</b></li><li>$3,000</li></ul>") == ["- $5,000 **each**", "- $3,000"]


def test_lists_within_lists() -> None:
    text = "<ul><li>a<li>b<ul><li>c<ol start='4'><li>d</li><li>e</ol></ul><li><p>f</p><p>g</p></li></ul><ol><li>h</ol><p>i"
    assert lines(text) == ["- a", "- b", "  - c", "    4. d", "    5. e", "- f", "", "  g", "", "1. h", "", "i"]


def test_tables() -> None:
    text = "<p>T</p><table><tr><th>a<th>b|c<tr><td><ul><li>x<li>y</ul><td><code>p|q</code><td>z</table>"
    assert lines(text) == ["T", "", "| a | b\\|c |  |", "| --- | --- | --- |", "| x y | `p\\|q` | z |"]
    assert lines("<table><tr><td>a<table><tr><td>in</td></tr></table></td><td>b</td></tr></table>")[0] == "| a in | b |"


def test_code_is_kept() -> None:
    made = lines('<pre class="lang-r"><code>a &lt; b\n\n    c ``` d\n</code></pre>')
    assert made == ["````r", "a < b", "", "    c ``` d", "````"]
    assert lines("<p>use <code>a`b</code>, <kbd>x</kbd></p>") == ["use `` a`b ``, `x`"]
    assert lines("<ul><li>do<pre>a\n b</pre></ul>") == ["- do", "", "  ```", "  a", "   b", "  ```"]
    code = "# A\n\n```html\n<script>x</script>\n```\n\n`<b>&amp;` \\<b> ~~~\n\n~~~~\n<p>[x](y)\n~~~\n~~~~\n"
    assert to_markdown(code) == code


def test_words_within_a_line() -> None:
    assert lines("<p>H<sub>2</sub>O x<sup>n+1</sup> <del>no</del> <b> wide </b><b></b>a <i><b>both</i> half</b></p>") == [
        "H_2O x^(n+1) ~~no~~ **wide** a ***both*** **half**"
    ]
    assert lines("<p>caf&eacute; &#x41;&amp;B AT&T &unknown; &lt;id&gt;</p>") == ["café A&B AT&T &unknown; \\<id>"]


@pytest.mark.parametrize(
    ("target", "whole"),
    [
        ("/c/titanic/data", "https://www.kaggle.com/c/titanic/data"),
        ("//host.example/x y", "https://host.example/xy"),
        ("http://host.example/?a=1&amp;b=2", "http://host.example/?a=1&b=2"),
        ("https://host.example/(a)|`$", "https://host.example/%28a%29%7C%60%24"),
        ("#here", ""),
        ("javascript:alert(1)", ""),
        (" java\tscript:alert(1)", ""),
        ("java&#115;cript\\:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@host.example", ""),
        ("http://[::1", ""),
    ],
)
def test_addresses(target: str, whole: str) -> None:
    assert address(target) == whole
    assert address(whole) == whole


def test_links_and_images() -> None:
    html = '<p><a href="/a">x [1]</a> <a href="vbscript:x">y</a> <img src="/i.png" alt="an [i]"><img src="data:x" alt="no">'
    assert lines(html) == [r"[x \[1\]](https://www.kaggle.com/a) y ![an i](https://www.kaggle.com/i.png)no"]
    markdown = '# L\n[x](/a "T") [y](javascript:z(1)) ![i](<i.png>) <https://host.example/> <javascript:x>\n'
    markdown += "\n[r]: /b\n[s]: javascript:x"
    assert lines(markdown) == [
        "# L",
        '[x](https://www.kaggle.com/a "T") [y] ![i](https://www.kaggle.com/i.png) <https://host.example/> \\<javascript:x>',
        "",
        "[r]: https://www.kaggle.com/b",
    ]


def test_tags_within_markdown() -> None:
    text = (
        "## Prizes\n<center>\n\n**1st** <b>place</b><br>\nnext<br/>line\n\n</center>\n<style>p {}</style>\n"
        "| a | b |\n|---|---|\n| 1<br>2 | <img src='/i.png'> |\n\n<ul><li>x</li></ul>\nSend <id>,<label>, x<y &nbsp;\n"
    )
    assert lines(text) == [
        "## Prizes", "", "**1st** **place**  ", "next  ", "line", "", "| a | b |", "|---|---|",
        "| 1 2 | ![](https://www.kaggle.com/i.png) |", "", "- x", "", "Send \\<id>,\\<label>, x\\<y &nbsp;",
    ]  # fmt: skip


@pytest.mark.parametrize("lead", ["<p>a</p>", "# a\n\n"])
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<scr<script></script>ipt>alert(1)</script>",
        "<<!-- -->script>alert(1)<<!-- -->/script>",
        "&lt;script&gt;<",
        "<script>\"<!--\"</script><script src=x",
        "<iframe src='//x'></iframe><iframe>",
        "<svg/onload=alert(1)><img src=x onerror=alert(1)>",
        "$<script>alert(1)</script>$",
        "<a href='x'><b>y</a></b></td></li></ul></pre></blockquote></h1>",
        "<![CDATA[<script>]]><![if x]><?php <script> ?><!DOCTYPE",
        "[<b>x</b>](javascript:1) [y]<b></b>(javascript:2) $[x](javascript:3)$",
        "\ue0005\ue001 \x00 \ud800 \u202e",
        "<pre><b>`</pre><table><pre></table><li></pre>",
    ],
)
def test_nothing_that_runs_is_left(lead: str, text: str) -> None:
    made = to_markdown(lead + text)
    assert made.encode() and "](javascript" not in made
    assert not re.search(r"(?<!\\)<[a-z/!?]", re.sub(r"(?s)```.*?```", "", made), re.I)


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b>", "<ul><li>a", "<blockquote>a", "<table><tr><td>", "<i>x</b>", "</b>", "<a b=\"", "<!--", "</script ", "<", "$a",
     "``a`", "](", "[a](", "&#x;", "```\n", "<pre>", "</form><form>", "<p"],
)  # fmt: skip
def test_time_is_bounded(piece: str) -> None:
    for lead in ("<p>a</p>", "# a\n\n"):
        begin = time.process_time()
        to_markdown(lead + piece * 40_000 + ">")
        assert time.process_time() - begin < 20  # of the processor; squared it would be minutes


def test_depth_and_width_are_bounded() -> None:
    deep = to_markdown("<p>a</p>" + "<ul><li>b<blockquote>c" * 35_000)
    assert len(deep) < 5_000_000 and max(map(len, deep.splitlines())) < 60
    wide = to_markdown("<table><tr>" + "<td>a" * 100_000 + "<tr><td>b" * 10_000 + "</table>")
    assert len(wide) < 2_000_000


def test_names() -> None:
    for names, file in (
        ("description Description", "description"),
        ("Evaluation", "evaluation"),
        ("RULES", "rules"),
    ):
        assert {stem(name) for name in names.split()} == {file}
    assert {stem(name) for name in ("data-description", "Data Description", "data_description", "Data")} == {"data"}
    assert stem("Code Requirements") == "code-requirements"
    assert [stem(name) for name in ("../../x", "日本", "", "CON", "index", "É" * 99)] == [
        "x", "page", "page", "page-con", "page-index", "e" * 60,
    ]  # fmt: skip


def test_the_command(tmp_path: Path) -> None:
    published = {"name": "Evaluation", "content": EVALUATION_HTML, "mimeType": "text/markdown", "isPublished": True}
    code, reply, out = pages(tmp_path, {"pages": [
        {"name": "description", "content": "<h2>The Challenge</h2>", "postTitle": "What\nto do", "mimeType": "text/html"},
        published,
        {"name": "Data Description", "content": "### Overview\nTwo groups", "postTitle": None},
        {"name": "prizes", "content": "Secret", "isPublished": False},
        {"name": "Timeline", "content": "one"}, {"name": "timeline", "content": "two"}, {"name": "timeline-2", "content": "three"},
        {"name": "rules", "content": "  "}, {"name": "odd", "content": 1}, "odd", None,
    ]})  # fmt: skip
    assert (code, reply) == (0, None)
    assert json.loads((out / "index.json").read_text("utf-8")) == [
        {"name": "description", "title": "What to do", "file": "description.md"},
        {"name": "Evaluation", "title": "Evaluation", "file": "evaluation.md"},
        {"name": "Data Description", "title": "Data Description", "file": "data.md"},
        {"name": "Timeline", "title": "Timeline", "file": "timeline.md"},
        {"name": "timeline", "title": "timeline", "file": "timeline-2.md"},
        {"name": "timeline-2", "title": "timeline-2", "file": "timeline-2-2.md"},
    ]
    assert (out / "evaluation.md").read_text("utf-8") == EVALUATION_MARKDOWN
    assert len(list(out.iterdir())) == 7


def test_an_answer_without_pages(tmp_path: Path) -> None:
    assert pages(tmp_path, {"pages": []})[0] == 0
    assert json.loads((tmp_path / "out/index.json").read_text()) == []
    for answer in ("", "[", "[" * 100_000, "[]", '{"pages": {}}', " " * (LARGEST + 1)):
        code, reply, _ = pages(tmp_path, answer)
        assert code == 3 and reply["error"]["code"] == "bad_pages" and reply["error"]["message"].endswith(".")


def test_a_flood_of_pages(tmp_path: Path) -> None:
    _, _, out = pages(tmp_path, {"pages": [{"name": "a", "content": "x"}] * 1000})
    assert len(list(out.iterdir())) == MOST_PAGES + 1
