"""Ways of reading a file that a person can choose where the file itself does not tell."""

from __future__ import annotations


def platforms() -> tuple[str, ...]:
    """Names of the platforms whose exports are read."""
    from pipeline.ingest.read import READERS

    return tuple(reader.platform for reader in READERS)


def encodings() -> tuple[str, ...]:
    """Encodings of text files, the usual ones first."""
    from pipeline.ingest.decode import ENCODINGS

    return ENCODINGS


def delimiters() -> tuple[str, ...]:
    """What parts the cells of a text file, by name."""
    from pipeline.ingest.decode import DELIMITERS

    return tuple(DELIMITERS)
