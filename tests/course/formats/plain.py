"""Files that are text themselves: plain, Markdown and HTML."""

from __future__ import annotations

import textwrap
from html import escape
from pathlib import Path

from source import Block, Items, Notes, Paragraph, Part, Table, Text

WIDTH = 78

PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ max-width: 40em; margin: auto }}</style>
<script>document.documentElement.dataset.seen = "yes";</script></head>
<body>
{body}
</body>
</html>
"""


def write_text(text: Text, path: Path) -> None:
    """Lines of 78 characters, as these texts come from a library."""
    blocks = [text.title.upper(), text.byline]
    for part in text.parts:
        blocks.append(part.heading)
        blocks.extend(_wrapped(block) for block in part.blocks)
    path.write_text("\n\n".join(filter(None, blocks)) + "\n", encoding="utf-8", newline="\r\n")


def _wrapped(block: Block) -> str:
    match block:
        case Items(items):
            return "\n".join(
                textwrap.fill(f"* {item}", WIDTH, subsequent_indent="  ") for item in items
            )
        case Table(rows):
            return "\n".join("\t".join(row) for row in rows)
        case Paragraph(words) | Notes(words):
            return textwrap.fill(words, WIDTH, break_on_hyphens=False)


def write_markdown(text: Text, path: Path) -> None:
    blocks = [f"# {text.title}", f"*{text.byline}*" if text.byline else ""]
    for part in text.parts:
        blocks.append(f"## {part.heading}" if part.heading else "")
        blocks.extend(_marked(block) for block in part.blocks)
    path.write_text("\n\n".join(filter(None, blocks)) + "\n", encoding="utf-8", newline="\n")


def _marked(block: Block) -> str:
    match block:
        case Items(items):
            return "\n".join(f"- {item}" for item in items)
        case Table((head, *rows)):
            lines = [head, ["---"] * len(head), *rows]
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)
        case Paragraph(words) | Notes(words):
            return words


def write_html(text: Text, path: Path) -> None:
    body = html_head(text) + "\n".join(html_part(part) for part in text.parts)
    page = PAGE.format(title=escape(text.title), body=body)
    path.write_text(page, encoding="utf-8", newline="\n")


def html_head(text: Text) -> str:
    byline = f"<p><em>{escape(text.byline)}</em></p>\n" if text.byline else ""
    return f"<h1>{escape(text.title)}</h1>\n{byline}"


def html_part(part: Part) -> str:
    heading = [f"<h2>{escape(part.heading)}</h2>"] if part.heading else []
    return "\n".join([*heading, *(_html(block) for block in part.blocks)])


def _html(block: Block) -> str:
    match block:
        case Items(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Table(rows):
            cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
        case Paragraph(words) | Notes(words):
            return f"<p>{escape(words)}</p>"
