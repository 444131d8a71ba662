"""What every part of an instrument is: frozen, with ids that can name columns and files."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
"""An id: a letter, then letters, digits and underscores. It names columns and files, so nothing else is allowed."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Part(BaseModel):
    """Base of every part: frozen, and a key that is not known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Labelled(Part):
    """Something with an id, a label and other ways people write it."""

    id: Id
    label: Text
    synonyms: tuple[Text, ...] = ()
