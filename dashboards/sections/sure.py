"""How sure: its finding in one sentence, and its parts in the order in which they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboards.prepared import prepared
from dashboards.sections.changed import what_changed
from dashboards.sections.sure_answers import answered, rows_read
from dashboards.sections.sure_methods import methods
from dashboards.sections.sure_number import one_number
from dashboards.sections.sure_scales import scales
from dashboards.sections.sure_shown import decisions, what_is_shown
from pipeline.publish.bundle import Bundle
from pipeline.publish.measurement import reliability_table
from pipeline.publish.wording import comparability_sentences, headlines
from pipeline.publish.words import say


def parts(bundle: Bundle) -> Mapping[str, Callable[[Bundle], None]]:
    """Id of each part -> what shows it; the wave before only where there is one."""
    found: dict[str, Callable[[Bundle], None]] = {"answered": answered, "rows": rows_read, "scales": scales}
    found |= {"decisions": decisions, "shown": what_is_shown}
    if prepared(comparability_sentences, bundle):
        found["before"] = what_changed
    return {**found, "number": one_number, "methods": methods}


def finding(bundle: Bundle) -> str:
    """Who answered, how many scales are good enough, and whether something has to be looked at first."""
    verdicts = prepared(reliability_table, bundle)["verdict"]
    good, weak = (int((bundle.findings.reliability["verdict"][verdicts.index] == one).sum()) for one in ("good", "weak"))
    of_scales = say("how_sure.finding_scales", good=good, n=good + weak) if good + weak else say("how_sure.finding_no_scales")
    alarms = len(bundle.findings.alarms)
    to_look = say("how_sure.finding_alarms", n=alarms) if alarms else say("how_sure.finding_no_alarm")
    return f"{prepared(headlines, bundle)[0].text} {of_scales} {to_look}"
