"""What a person changes in a questionnaire: every edit gives a new value, and confirms the guess that it is about. PRIVATE."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from pipeline.instrument.draft_guesses import CAUSES, INTENTION
from pipeline.instrument.draft_ids import Ids
from pipeline.instrument.words import normal
from pipeline.run.workbench.questionnaire import (
    OTHER_CAUSE,
    Answer,
    Choice,
    Guess,
    Measures,
    Option,
    Questionnaire,
    confirmed,
)


def ordered(made: Questionnaire, answers: str, codes: Sequence[str]) -> Questionnaire:
    """An answer scale with these answers from low to high; the others have no score."""
    places = {code: place for place, code in enumerate(codes, start=1)}

    def placed(one: Answer) -> Answer:
        place = places.get(one.code)
        return replace(one, score=None if place is None else float(place), excluded=place is None and one.excluded)

    changed = tuple(
        replace(scale, answers=tuple(sorted(map(placed, scale.answers), key=lambda one: (one.score is None, one.score or 0))))
        if scale.id == answers
        else scale
        for scale in made.answers
    )
    keys = {
        guess.key for guess in made.guesses if guess.key == f"answers.{answers}" or guess.key.startswith(f"answers.{answers}.")
    }
    return confirmed(replace(made, answers=changed), keys)


def flipped(made: Questionnaire, answers: str) -> Questionnaire:
    """An answer scale with its other end as the high one."""
    scale = next(scale for scale in made.answers if scale.id == answers)
    return ordered(made, answers, [one.code for one in reversed(scale.scored)])


def excluded(made: Questionnaire, answers: str, code: str, out: bool) -> Questionnaire:
    """An answer without a score says "does not apply" (and not only nothing); or not so."""
    changed = tuple(
        replace(scale, answers=tuple(replace(one, excluded=out) if one.code == code else one for one in scale.answers))
        if scale.id == answers
        else scale
        for scale in made.answers
    )
    return confirmed(replace(made, answers=changed), {f"answers.{answers}.{code}"})


def measuring(made: Questionnaire, scale: str, what: Measures) -> Questionnaire:
    """What a scale measures."""
    scales = tuple(replace(one, measures=what) if one.id == scale else one for one in made.scales)
    intention = "" if scale == made.intention and what == "nothing" else made.intention
    return confirmed(replace(made, scales=scales, intention=intention), {f"measures.{scale}"})


def intending(made: Questionnaire, scale: str) -> Questionnaire:
    """Which scale asks whether people will take part."""
    return confirmed(replace(made, intention=scale), {INTENTION})


def reversing(made: Questionnaire, item: str, reverse: bool) -> Questionnaire:
    """Whether agreement with an item stands for less of its scale."""
    scales = tuple(
        replace(scale, items=tuple(replace(one, reverse=reverse) if one.id == item else one for one in scale.items))
        for scale in made.scales
    )
    return confirmed(replace(made, scales=scales), {f"items.{item}"})


def moved(made: Questionnaire, item: str, scale: str) -> Questionnaire:
    """An item in another scale; a scale without items is gone."""
    found = next(one for each in made.scales for one in each.items if one.id == item)
    taken = (replace(each, items=tuple(one for one in each.items if one.id != item)) for each in made.scales)
    scales = tuple(replace(each, items=(*each.items, found)) if each.id == scale else each for each in taken)
    there = tuple(each for each in scales if each.items)
    intention = made.intention if any(each.id == made.intention for each in there) else ""
    gone = {each.id for each in scales if not each.items}
    keys = {f"scales.{scale}", *(f"{about}.{one}" for one in gone for about in ("scales", "measures"))}
    return confirmed(replace(made, scales=there, intention=intention), keys)


def _without_item(made: Questionnaire, item: str) -> Questionnaire:
    left = (replace(scale, items=tuple(one for one in scale.items if one.id != item)) for scale in made.scales)
    scales = tuple(scale for scale in left if scale.items)
    intention = made.intention if any(scale.id == made.intention for scale in scales) else ""
    there = {scale.id for scale in scales}
    gone = {f"items.{item}", *(f"{about}.{s.id}" for s in made.scales if s.id not in there for about in ("scales", "measures"))}
    guesses = tuple(guess for guess in made.guesses if guess.key not in gone)
    return replace(made, scales=scales, intention=intention, guesses=guesses)


def apart(made: Questionnaire, items: Collection[str], label: str) -> Questionnaire:
    """Items of one scale as a scale of their own, which measures the same until it is said otherwise."""
    ids = Ids()
    for one in (*(scale.id for scale in made.scales), *(item.id for scale in made.scales for item in scale.items)):
        ids.of(one, "scale")
    source = next(scale for scale in made.scales if any(item.id in items for item in scale.items))
    chosen = tuple(item for item in source.items if item.id in items)
    rest = tuple(item for item in source.items if item.id not in items)
    if not rest:
        return renamed(made, source.id, label)
    new = replace(source, id=ids.of(label, "scale"), label=label.strip() or source.label, items=chosen)
    scales = [(replace(scale, items=rest), new) if scale is source else (scale,) for scale in made.scales]
    return confirmed(replace(made, scales=tuple(one for pair in scales for one in pair)), {f"scales.{source.id}"})


def renamed(made: Questionnaire, scale: str, label: str) -> Questionnaire:
    """A scale with another label."""
    scales = tuple(replace(one, label=label.strip() or one.label) if one.id == scale else one for one in made.scales)
    return confirmed(replace(made, scales=scales), {f"scales.{scale}"})


def pointing(made: Questionnaire, scale: str, cause: str) -> Questionnaire:
    """Which cause low values of a scale point to; "" for none."""
    return replace(made, scales=tuple(replace(one, cause=cause) if one.id == scale else one for one in made.scales))


def grouped(made: Questionnaire, choice: str, groups: Mapping[str, str]) -> Questionnaire:
    """Roles or departments in groups. groups : id of an option -> label of its group; the others keep theirs."""

    def change(one: Choice) -> Choice:
        labels = {option.id: groups.get(option.id, one.groups.get(option.group, "")).strip() for option in one.options}
        ids = Ids()
        named = {label: ids.of(label, "group") for label in dict.fromkeys(labels.values()) if label}
        options = tuple(replace(option, group=named.get(labels[option.id], option.group)) for option in one.options)
        known = {**one.groups, **{id_: label for label, id_ in named.items()}}
        return replace(one, options=options, groups={option.group: known[option.group] for option in options})

    listed = next(one.listed for one in made.choices if one.id == choice)
    return confirmed(_changed(made, choice, change), {f"{listed}_groups"})


def caused(made: Questionnaire, causes: Mapping[str, str]) -> Questionnaire:
    """Barriers with their causes: id of a barrier -> id of a cause; ``OTHER_CAUSE`` for none of those that are known."""

    def change(one: Choice) -> Choice:
        return replace(one, options=tuple(replace(o, cause=causes.get(o.id, o.cause)) for o in one.options))

    return confirmed(_changed(made, "barriers", change), {CAUSES})


def added(made: Questionnaire, choice: str, label: str) -> Questionnaire:
    """A list with one more option, as for a role that nobody with an answer has."""
    ids = Ids()
    for one in made.choices:
        for option in one.options:
            ids.of(option.id, "option")

    def change(one: Choice) -> Choice:
        cause = OTHER_CAUSE if one.listed == "barriers" else ""
        new = Option(ids.of(label, "option"), label.strip(), next(iter(one.groups), ""), cause)
        return replace(one, options=(*one.options, new))

    return _changed(made, choice, change) if re.search(r"\w", label) else made


def dropped(made: Questionnaire, choice: str, option: str) -> Questionnaire:
    """A list without an option."""
    return _changed(made, choice, lambda one: replace(one, options=tuple(o for o in one.options if o.id != option)))


def relabelled(made: Questionnaire, choice: str, option: str, label: str) -> Questionnaire:
    """An option with another label; what people wrote still counts for it."""

    def named(one: Option) -> Option:
        new = label.strip()
        if one.id != option or not new or normal(new) == normal(one.label):
            return one
        others = tuple(word for word in (*one.synonyms, one.label) if normal(word) != normal(new))
        return replace(one, label=new, synonyms=others)

    return _changed(made, choice, lambda one: replace(one, options=tuple(map(named, one.options))))


def without(made: Questionnaire, choice: str) -> Questionnaire:
    """No question of this kind."""
    kept = tuple(one for one in made.choices if one.id != choice)
    gone = {f"questions.{choice}", *(f"{one.listed}_groups" for one in made.choices if one.id == choice)}
    if choice == "barriers":
        gone.add(CAUSES)
    return replace(made, choices=kept, guesses=tuple(guess for guess in made.guesses if guess.key not in gone))


def asking(made: Questionnaire, choice: Choice) -> Questionnaire:
    """A question of this kind, in place of the one that was drafted; nothing of it is confirmed but which question it is. What
    it asks is not rated too."""
    new = without(made, choice.id)
    columns = {choice.column, *(option.column for option in choice.options)} - {""}
    for item in [item.id for scale in new.scales for item in scale.items if item.column in columns]:
        new = _without_item(new, item)
    groups = (Guess(f"{choice.listed}_groups", "one group for all"),) if choice.listed in ("roles", "departments") else ()
    causes = (Guess(CAUSES, "give every barrier its cause"),) if choice.listed == "barriers" else ()
    guesses = (*new.guesses, *groups, *causes)
    keys = {guess.key for guess in (*groups, *causes)}
    return replace(new, choices=(*new.choices, choice), guesses=guesses, confirmed=new.confirmed - keys)


def _changed(made: Questionnaire, choice: str, change: Callable[[Choice], Choice]) -> Questionnaire:
    return replace(made, choices=tuple(change(one) if one.id == choice else one for one in made.choices))
