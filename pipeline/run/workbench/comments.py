"""Comments of a wave for the analyst: read, mend, decide, take along what was approved. PRIVATE."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import Work

if TYPE_CHECKING:
    from pipeline.private.reviewing import Comment, Comments
    from pipeline.private.reviews import State


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A run of a comment. text : as it was written. kind : of its masking; empty where it is not covered."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A comment as a person judges it. words : in their order. covered : numbers of those that are. pieces : all of it, cut."""

    words: tuple[str, ...]
    covered: tuple[int, ...]
    pieces: tuple[Piece, ...]


def comments_of(work: Work, wave: str) -> Comments | Refusal | None:
    """The comments of a wave that was analyzed here; None where none are kept, a refusal where they are damaged."""
    from pipeline.run.quotes import kept_comments

    return attempt(lambda: kept_comments(work.private, wave))


def waves_with_comments(work: Work) -> tuple[str, ...]:
    """Waves of which comments are kept, closed ones too, the newest first."""
    from pipeline.private.comments import FOLDER

    return tuple(sorted((path.parent.name for path in work.private.glob(f"????-??/{FOLDER}")), reverse=True))


def shown(comment: Comment) -> Shown:
    """A comment cut into its words, and into what is covered and what is not."""
    from pipeline.comments.by_hand import covered, word_list

    text, pieces, done = comment.text, [], 0
    for one in comment.masked.maskings:
        pieces += [Piece(text[done : one.start], ""), Piece(text[one.start : one.end], one.kind)]
        done = one.end
    pieces.append(Piece(text[done:], ""))
    hidden = tuple(sorted(covered(text, comment.masked.maskings)))
    return Shown(word_list(text), hidden, tuple(piece for piece in pieces if piece.text))


def cover(work: Work, wave: str, comment: Comment, words: Collection[int]) -> Refusal | None:
    """Cover exactly these words of a comment; it waits to be read again, since what was approved was another text."""
    from pipeline.comments.by_hand import by_hand
    from pipeline.run.quotes import decide

    maskings = by_hand(comment.text, comment.masked.maskings, words)
    return attempt(lambda: decide(work.private, wave, comment.id, "waiting", maskings))


def settle(work: Work, wave: str, comment: Comment, state: State) -> Refusal | None:
    """Decide about a comment, with the masking that it has."""
    from pipeline.run.quotes import decide

    return attempt(lambda: decide(work.private, wave, comment.id, state, comment.masked.maskings))


def quotes_file(work: Work, wave: str) -> str | Refusal:
    """The text of the file of approved comments; a refusal where too few people's are."""
    from pipeline.publish.quotes import quotes_text
    from pipeline.run.quotes import approved

    def made() -> str:
        found = approved(work.private, wave)
        return quotes_text(found.wave, found.texts, found.people)

    return attempt(made)
