"""What a PDF says, page by page, as anybody's program would read it."""

from __future__ import annotations

from pathlib import Path


def pdf_pages(path: Path) -> tuple[str, ...]:
    """The text of every page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return tuple(document[at].get_textpage().get_text_bounded() for at in range(len(document)))
    finally:
        document.close()
