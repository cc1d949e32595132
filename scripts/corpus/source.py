"""Reads the source text of a PDF: a few `@` settings, then one block a line in a small Markdown-like notation.

    @title: text             settings, at the top; also subtitle, author, footer, imprint, language (en),
                             paper (a4 or a5), size (points), columns, justified (yes), ligatures (yes),
                             cover (yes), roman (how many pages are numbered i, ii ... before page 1)
    # heading, ## heading     also the entries of the outline
    - item, 1. item           lists
    | a | b |                 table rows; the first is the header
    > text                    a note in a box
    @page                     start a new page
    @scan ... @end            a page that is only a picture of its lines
    @hidden HOW text          text nobody sees: white, tiny, outside, mode3 or covered
    **bold**, *italic*        inside any text
    \\-                        where a word may be divided
"""

import re
from dataclasses import dataclass, field

SOFT_HYPHEN = "\u00ad"


@dataclass
class Block:
    kind: str
    text: str = ""
    rows: list = field(default_factory=list)
    level: int = 0
    marker: str = ""


@dataclass
class Source:
    settings: dict
    blocks: list


def read(path):
    settings, blocks = {}, []
    lines = path.read_text(encoding="utf-8").split("\n")
    at = 0
    while at < len(lines) and (match := re.match(r"@(\w+): (.*)", lines[at])):
        settings[match[1]] = match[2].strip()
        at += 1
    while at < len(lines):
        line = lines[at].rstrip()
        at += 1
        if line == "@scan":
            end = lines.index("@end", at)
            blocks.append(Block("scan", rows=lines[at:end]))
            at = end + 1
        elif line == "@page":
            blocks.append(Block("page"))
        elif line.startswith("@hidden "):
            _, how, text = line.split(" ", 2)
            blocks.append(Block("hidden", text, marker=how))
        elif line.startswith("@"):
            raise ValueError(f"{path}:{at}: unknown directive {line!r}")
        elif line.startswith("|"):
            if not lines[at - 2].startswith("|"):
                blocks.append(Block("table"))
            blocks[-1].rows.append([_divided(cell.strip()) for cell in line.strip("|").split("|")])
        elif line:
            blocks.append(_text_block(line))
    return Source(settings, blocks)


def _divided(text):
    return text.replace("\\-", SOFT_HYPHEN)


def _text_block(text):
    match = re.match(r"(#+|-|\d+\.|>) (.*)", text)
    if not match:
        return Block("text", _divided(text))
    mark, rest = match[1], _divided(match[2])
    if mark.startswith("#"):
        return Block("heading", rest, level=len(mark))
    if mark == ">":
        return Block("note", rest)
    return Block("item", rest, marker="•" if mark == "-" else mark)
