"""The limits of an instrument: who is reluctant or ready, which groups are shown and flagged, which answers are careless."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from pipeline.instrument.part import Part


class InNeed(Part):
    """Who needs training in a topic (ratings 1-5)."""

    importance_at_least: float = 4
    confidence_at_most: float = 2


class CarelessRule(Part):
    """When an answer is set aside because it was given without reading (docs/methods/careless.md)."""

    seconds_per_answer: Annotated[float, Field(ge=0, le=10)] = 2
    signs: Annotated[int, Field(ge=2, le=5)] = 2
    straight_share: Annotated[float, Field(ge=0.25, le=1)] = 0.5
    pattern_p: Annotated[float, Field(ge=0, le=0.05)] = 0.001
    contradictions: Annotated[int, Field(ge=1, le=20)] = 2
    contradiction_points: Annotated[float, Field(ge=50, le=100)] = 75


_COMMENT_WRITERS: Final = 10
"""Words tell more of somebody than ticks do, so a smaller k does not lower it."""


class Thresholds(Part):
    """The limits that decide what is shown and said. Scores 0-100, shares and probabilities 0-1, counts of persons."""

    k: Annotated[int, Field(ge=5, le=30)] = 10
    unanimity: Annotated[int, Field(ge=1, le=10)] = 2
    person_reluctant_below: float = 50
    person_intention_at_most: float = 25
    person_willing_from: float = 62.5
    person_ready_from: float = 62.5
    group_share: Annotated[float, Field(gt=0, lt=1)] = 0.4
    priority: Annotated[float, Field(gt=0.5, lt=1)] = 0.8
    watch: Annotated[float, Field(gt=0, lt=1)] = 0.5
    none_at_most: Annotated[float, Field(gt=0, lt=1)] = 0.2
    silent_shift: Annotated[float, Field(ge=0, lt=1)] = 0.1
    cap_share: Annotated[float, Field(ge=0, lt=0.5)] = 0.1
    interval: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    firm: Annotated[float, Field(gt=0.5, lt=1)] = 0.8
    not_stated_at_most: Annotated[float, Field(gt=0, le=1)] = 0.05
    smallest_change: Annotated[float, Field(gt=0, le=50)] = 5
    in_need: InNeed = InNeed()
    careless: CarelessRule = CarelessRule()

    @property
    def comment_writers(self) -> int:
        """The smallest number of people who left a comment in a group whose comment topics are shown."""
        return max(_COMMENT_WRITERS, self.k)
