"""How much the masker covers of identifiers that it was not made with, and how much else. Run: python -m benchmarks.masking [SET]

A set is a file of identifiers, drawn from another source than its makers' heads (``masking_draw.py``), and a file of sentences to
put them into. Once the masker was changed after a set was looked at, that set is for development, and a new one is drawn.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.masking_judged import Judged, Planted, judged, planted
from benchmarks.table import keep, markdown
from pipeline.comments.words import words_of
from pipeline.instrument.load import load_instrument
from pipeline.stats.intervals import wilson

FOLDER: Final = Path(__file__).parent / "masking_apart"
COMMENTS: Final = 2_000
LAST: Final = 4
"""The newest set: the only one whose figures count."""


def comments(number: int) -> list[Planted]:
    """So many comments with one identifier each, all kinds equally often, each with up to two sentences around."""
    chance = Random(number)
    identifiers, sentences = (_by_kind(FOLDER / f"{name}_{number}.tsv") for name in ("identifiers", "texts"))
    kinds = list(identifiers)
    made = []
    for at in range(COMMENTS):
        kind = kinds[at % len(kinds)]
        identifier = identifiers[kind][at // len(kinds) % len(identifiers[kind])]
        around = chance.sample(sentences[""], chance.choice((0, 1, 1, 2)))
        spot = chance.randint(0, len(around))
        parts = [_ended(one) for one in around]
        parts.insert(spot, _ended(chance.choice(sentences[kind])))
        made.append(planted(" ".join(parts), kind, identifier))
    return made


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?" else f"{sentence}."


def _by_kind(path: Path) -> dict[str, list[str]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = dict.fromkeys(kind for kind, _ in rows)
    return {kind: [text for one, text in rows if one == kind] for kind in kinds}


def _share(name: str, count: int, n: int) -> dict[str, object]:
    limits = wilson(count, n, confidence=0.95)
    return {
        "": name,
        "n": n,
        "masked": count,
        "share": f"{count / n:.1%}",
        "95 % interval": f"{limits.low:.1%} to {limits.high:.1%}",
    }


def table(found: Sequence[Judged]) -> str:
    """Figures of each kind, of all, and of other words."""
    kinds = list(dict.fromkeys(one.planted.kind for one in found))
    rows = []
    for kind in kinds:
        of_kind = [one for one in found if one.planted.kind == kind]
        rows.append(_share(kind, sum(one.hidden for one in of_kind), len(of_kind)))
    rows.append(_share("**all identifiers**", sum(one.hidden for one in found), len(found)))
    rows.append(_share("**other words**", sum(len(one.lost) for one in found), sum(one.words for one in found)))
    return markdown(rows)


def main(number: int = LAST) -> None:
    words = words_of(load_instrument("tele_oncology"))
    made = comments(number)
    begun = time.perf_counter()
    found = judged(made, words)
    taken = time.perf_counter() - begun
    lost = Counter(word.casefold() for one in found for word in one.lost).most_common(12)
    parts = (
        f"{len(made):,} made-up comments with one identifier each, set {number}. An identifier counts as masked only where every "
        "letter and digit of what points at somebody is. No list of staff was given, and no word counted as common in the wave.",
        table(found),
        "**A person must still read each comment before anybody else does.** Rules find forms and unknown words; what a comment "
        "tells can point at somebody without either.",
        f"Other words masked most often: {', '.join(f'{word} ({n})' for word, n in lost)}.",
        f"{taken / len(made) * 1000:.1f} ms a comment.",
        _APART,
    )
    keep("masking", "Masking of comments", *parts)


_APART: Final = """## How the set was kept apart

Names, e-mail addresses, phones, postcodes, streets, and numbers of records and licences are drawn by `benchmarks/masking_draw.py`
from the lists and formats of Faker 40.63, of other countries in each set, and never one that stands in an earlier set. Dates,
ages, rooms and pagers are numbers drawn by chance, written in the ways of that module, other ones in each set. Each set has its
own sentences. The masker was made with `tests/comments/development.py` and committed before a set was drawn; it was run once.

| set | identifiers masked at the first run | other words masked | then |
|---|---|---|---|
| 1 | 96.2 % | 0.8 % | looked at, and the masker mended: numbers beside names, foreign streets, letters of codes |
| 2 | 97.6 % | 0.2 % | looked at, mended: streets, weekdays; "the week of" no longer counts as an identifier |
| 3 | 98.0 % | 0.3 % | looked at, mended: numbers in a row, labels of houses; nor does "early" before a month |
| 4 | the table above | the table above | left as it is: these are the figures that count |

The sentences are made up, and plain English. In real comments there are more slips of the pen and more words of a trade, so more
other words are masked; in comments that are not English, nearly all are."""


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
