"""What is assumed of a survey that has not begun: response, and how reluctant groups are. Shares are 0-1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import Problem
from pipeline.instrument.thresholds import Thresholds
from pipeline.publish.numbers import percent
from pipeline.stats.flag_chances import Rule

SPREAD = 0.1
"""Standard deviation of the shares of the other groups."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """Attributes
    ----------
    response : chance of each of the staff to answer. share : of a group's staff that is not yet convinced, which should be found.
    calm : a lower one, at which a flag would be false. others : around which the other groups lie. surely : how often is enough.
    """

    response: float = 0.6
    share: float = 0.55
    calm: float = 0.3
    others: float = 0.3
    surely: float = 0.8


def assumed_problems(assumed: Assumed, limits: Thresholds) -> Iterator[Problem]:
    """What cannot be assumed, or not together."""
    cut = percent(limits.group_share)
    if not 0.05 <= assumed.response <= 1:
        yield Problem(f"{percent(assumed.response)} is no response to plan with", "--response", "5% to 100%")
    if not limits.group_share < assumed.share <= 1:
        what = f"a group in which {percent(assumed.share)} are not convinced should not be flagged"
        yield Problem(what, "--share", f"more than {cut}, up to 100%")
    if not 0 <= assumed.calm <= limits.group_share:
        what = f"a group in which {percent(assumed.calm)} are not convinced is rightly flagged, not falsely"
        yield Problem(what, "--calm", f"0% to {cut}")
    if not 0.1 <= assumed.others <= 0.9:
        yield Problem(f"the other groups cannot lie around {percent(assumed.others)}", "--others", "10% to 90%")
    if not 0.5 <= assumed.surely <= 0.99:
        yield Problem(f"{percent(assumed.surely)} is not how often a promise can be kept", "--surely", "50% to 99%")


def rule_of(limits: Thresholds) -> Rule:
    """When a group is flagged, by the limits of an instrument."""
    return Rule(limits.group_share, limits.priority, limits.unanimity)
