"""Every guess of a draft with its reason: a person confirms or changes each. Keys say what a guess is about, as a path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.instrument.draft import Proposal
    from pipeline.instrument.draft_scales import AnswerDraft

READINESS, WILLINGNESS, INTENTION, CAUSES = "readiness", "willingness", "intention", "causes"


def guesses(proposal: Proposal, answer_scales: Mapping[str, AnswerDraft]) -> dict[str, str]:
    """Key -> reason, in the order in which a draft tells them.

    ``answers.ID`` the order of an answer scale, ``answers.ID.CODE`` one of its answers, ``scales.ID`` items taken together,
    ``readiness``, ``willingness``, ``intention`` what scales measure, ``items.ID`` whether it is reversed, ``roles_groups`` and
    ``departments_groups``, ``causes`` of barriers, ``questions.ID`` which question it is.
    """
    found: dict[str, str] = {}
    for name, answers in answer_scales.items():
        found[f"answers.{name}"] = answers.reason
        found |= {f"answers.{name}.{point.code}": point.reason for point in answers.points if point.reason}
    found |= {f"scales.{scale.id}": scale.reason for scale in proposal.scales}
    found[READINESS] = "the first scale, by its place only"
    found[WILLINGNESS] = "the other scales"
    found[INTENTION] = "the scale that asks whether people will take part"
    items = (item for scale in proposal.scales for item in scale.items)
    found |= {f"items.{item.id}": f"reversed? '{item.reversed}'" for item in items if item.reversed}
    for choice in proposal.choices:
        if choice.options_from in ("roles", "departments"):
            found[f"{choice.options_from}_groups"] = "one group for all"
        if choice.options_from == "barriers":
            found[CAUSES] = "give every barrier its cause"
    return found | {f"questions.{choice.id}": choice.reason for choice in proposal.choices}
