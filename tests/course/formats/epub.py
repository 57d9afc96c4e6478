"""EPUB 3 books: a chapter for each part."""

from __future__ import annotations

import zipfile
from html import escape
from pathlib import Path

from formats import archive, plain
from source import Text

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>{title}</title></head>
<body>
{body}
</body></html>
"""

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:course:{name}</dc:identifier>
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>en</dc:language>
<meta property="dcterms:modified">{made}Z</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
{items}
</manifest>
<spine>
{order}
</spine>
</package>
"""


def write(text: Text, path: Path) -> None:
    names = [f"chapter-{number}.xhtml" for number in range(1, len(text.parts) + 1)]
    headings = [part.heading or text.title for part in text.parts]
    links = "".join(
        f'<li><a href="{name}">{escape(heading)}</a></li>'
        for name, heading in zip(names, headings, strict=True)
    )
    package = PACKAGE.format(
        name=path.stem.replace(" ", "-"),
        title=escape(text.title),
        author=escape(text.author),
        made=archive.MADE.isoformat(),
        items="\n".join(
            f'<item id="c{number}" href="{name}" media-type="application/xhtml+xml"/>'
            for number, name in enumerate(names)
        ),
        order="\n".join(f'<itemref idref="c{number}"/>' for number in range(len(names))),
    )
    with zipfile.ZipFile(path, "w") as book:
        # The first entry says what the archive is, where it can be seen without unpacking.
        book.writestr(archive.entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        book.writestr(archive.entry("META-INF/container.xml"), CONTAINER)
        book.writestr(archive.entry("EPUB/package.opf"), package)
        contents = f'<nav epub:type="toc"><ol>{links}</ol></nav>'
        book.writestr(archive.entry("EPUB/nav.xhtml"), PAGE.format(title="Contents", body=contents))
        for number, (name, part) in enumerate(zip(names, text.parts, strict=True)):
            head = plain.html_head(text) if number == 0 else ""
            body = head + plain.html_part(part)
            page = PAGE.format(title=escape(headings[number]), body=body)
            book.writestr(archive.entry(f"EPUB/{name}"), page)
