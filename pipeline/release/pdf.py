"""What a PDF says, page by page, as anybody's program would read it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path


def pdf_pages(path: Path) -> tuple[str, ...]:
    """The text of every page."""
    import pypdfium2

    found = []
    with closing(pypdfium2.PdfDocument(path)) as document:
        for at in range(len(document)):
            with closing(document[at]) as page, closing(page.get_textpage()) as text:
                found.append(text.get_text_bounded())
    return tuple(found)
