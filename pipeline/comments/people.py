"""Names of people: by the list of staff, after a title, where a capital stands that no sentence asks for, after who was
asked, and at the foot of a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.comments.cues import cue
from pipeline.comments.tokens import Comment, Token
from pipeline.comments.words import Words

_TITLES: Final = cue("titles")
_LONG_TITLES: Final = cue("long_titles")
_ASKED: Final = cue("asked")
_TALKED: Final = cue("talked")
_BETWEEN: Final = cue("between")
_SAYS: Final = cue("says")
_SMALL_WORDS: Final = cue("small_words")
_ALSO_NAMES: Final = cue("also_names")
_NEVER_CAPITAL: Final = frozenset({"will", "may"})
"""Small words that have no capital within a sentence unless they are a name or a month."""
_BEFORE_NAMES: Final = _SMALL_WORDS | _ASKED | _TALKED | _SAYS | cue("before_names") | _TITLES | _LONG_TITLES
_PARTICLES: Final = cue("particles")
_FOOT: Final = re.compile(
    r"(?:^|\s)(?:(?:many |kind |best |warm )?(?:thanks|thank you|regards|wishes|cheers|sincerely|yours|best|signed|love|xx?)"
    r"[\s,!.-]+|-+\s*|~\s*)$",
    re.IGNORECASE,
)
_FOOT_WORDS: Final = 3
_LONGEST_FOOT: Final = 40
_JOINED: Final = re.compile(r"\s|\.?\s?-?|\.\s|\s?'\s?")


def people(comment: Comment, words: Words) -> frozenset[int]:
    """The numbers of the words that are taken for parts of names."""
    found = {number for number, token in enumerate(comment.tokens) if _is_named(comment, number, token, words)}
    found |= set(_after_titles(comment, words)) | set(_at_the_foot(comment, words))
    return frozenset(_run(comment, found, words))


def _is_named(comment: Comment, number: int, token: Token, words: Words) -> bool:
    if token.has_digit:
        return False
    before = comment.tokens[number - 1] if number else None
    if token.word in words.names and (token.is_capital or token.word not in words.ordinary):
        return True
    if comment.case_tells and _has_strange_capital(token, words):
        return True
    return token.word in words.doubtful and (_is_asked(comment, number) or _acts(comment, number, before))


def _has_strange_capital(token: Token, words: Words) -> bool:
    """A capital inside a sentence, in a word that is not written so by itself."""
    if token.opens or not token.is_capital or token.text in words.capitals or token.text.split("'")[0] in words.capitals:
        return False
    if len(token.text) == 1 or token.is_loud:
        return False  # letters by themselves and short forms: see ``rare``
    return token.word not in _SMALL_WORDS or token.word in _NEVER_CAPITAL


def _is_asked(comment: Comment, number: int) -> bool:
    """``ask rose``, ``talk to mark``: the word before says that a person comes."""
    before = [token.word for token in comment.tokens[max(0, number - 2) : number]]
    token = comment.tokens[number]
    if not before or token.opens:
        return False
    if before[-1] in _ASKED:
        return token.word not in _SMALL_WORDS and (token.is_capital or _ends_there(comment, number))
    asked_for = len(before) == 2 and before[-1] in _BETWEEN and before[0] in _ASKED | _TALKED
    return asked_for and _ends_there(comment, number)


def _ends_there(comment: Comment, number: int) -> bool:
    """Whether no noun follows: ``ask mark about it``, and not ``ask young patients``."""
    if number + 1 >= len(comment.tokens) or comment.between(number).strip():
        return True
    after = comment.tokens[number + 1]
    return after.word in _SMALL_WORDS or after.word in _SAYS


def _acts(comment: Comment, number: int, before: Token | None) -> bool:
    """``Rose said``, ``Will Banks``: a word at the beginning of a sentence that is a name by what follows it."""
    token = comment.tokens[number]
    if not (token.opens and token.is_capital and comment.case_tells) or number + 1 >= len(comment.tokens):
        return False
    after = comment.tokens[number + 1]
    return (comment.between(number) == " " and after.word in _SAYS) or token.text.endswith("'s")


def _after_titles(comment: Comment, words: Words) -> Iterator[int]:
    """Up to three words behind a title; of a title that is a word of its own only what cannot be anything else."""
    for number, token in enumerate(comment.tokens):
        is_title = token.text.casefold() in _TITLES
        if not is_title and token.word not in _LONG_TITLES:
            continue
        for ahead in range(number + 1, min(number + 4, len(comment.tokens))):
            if comment.between(ahead - 1).strip(" .-'"):
                break
            name = comment.tokens[ahead]
            strange = not words.is_ordinary(name.word) or (name.is_capital and name.text not in words.capitals)
            if not (strange or (is_title and ahead == number + 1 and name.word in words.doubtful) or len(name.text) == 1):
                break
            if name.word in _SMALL_WORDS and not (is_title and name.is_capital and ahead == number + 1):
                break
            yield ahead


def _at_the_foot(comment: Comment, words: Words) -> Iterator[int]:
    """At most three words behind a greeting or a dash at the end, with a capital each, or names."""
    last = len(comment.tokens)
    for first in range(max(1, last - _FOOT_WORDS), last):
        if _FOOT.search(comment.text, max(0, comment.tokens[first].start - _LONGEST_FOOT), comment.tokens[first].start) is None:
            continue
        signed = range(first, last)
        if all(_can_sign(comment.tokens[one], words) for one in signed):
            yield from signed


def _can_sign(token: Token, words: Words) -> bool:
    plain = token.word in _SMALL_WORDS - _ALSO_NAMES or token.text in words.capitals
    return not plain and (token.is_capital or token.word in words.doubtful)


def _run(comment: Comment, found: set[int], words: Words) -> set[int]:
    """Names with what belongs to them: the first name that begins the sentence, initials, and small words between names."""
    tokens, all_of_them = comment.tokens, set(found)
    for number in sorted(found):
        before = number - 1
        while (
            before >= 0
            and before not in all_of_them
            and _JOINED.fullmatch(comment.between(before))
            and _belongs(tokens, before, words)
        ):
            all_of_them.add(before)
            before -= 1
        after = number + 1
        while (
            after < len(tokens)
            and after not in all_of_them
            and (_JOINED.fullmatch(comment.between(after - 1)) or comment.between(after - 1) == ", ")
            and (_is_initial(tokens[after]) or tokens[after].word in _PARTICLES - _SMALL_WORDS)
        ):
            all_of_them.add(after)
            after += 1
    return all_of_them


def _belongs(tokens: Sequence[Token], number: int, words: Words) -> bool:
    """Whether a word belongs to the name behind it: ``Dodo Prayoga``, and not ``Ask Prayoga``."""
    token, name = tokens[number], tokens[number + 1]
    if _is_initial(token) or token.word in _PARTICLES - _SMALL_WORDS or (len(token.text) == 1 and token.word not in ("a", "i")):
        return True
    if not token.is_capital or token.text in words.capitals:
        return False
    is_first = token.word not in _BEFORE_NAMES and name.is_capital and not words.is_ordinary(name.word)
    return token.word in words.doubtful or is_first


def _is_initial(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isupper() and token.text not in ("I", "A")
