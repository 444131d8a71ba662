"""What people say was done since the wave before: the edited list of actions and the seats held, given now or kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError
from pipeline.run.request import Request, Say

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.followed import Edited
    from pipeline.findings.before import Followed
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Done:
    """What was done since.

    Attributes
    ----------
    held : columns role, topic (ids), seats; None where no list names any. followed : the list of actions without what is private;
        None where none came back. kept : files for the private folder of the wave, name -> content. PRIVATE.
    """

    held: pd.DataFrame | None = None
    followed: Followed | None = None
    kept: Mapping[str, bytes] = field(default_factory=dict)


def done_since(
    request: Request, wave: str, earlier: Bundle | None, given: pd.DataFrame | None, instrument: Instrument, tell: Say
) -> Done:
    """Read the lists that are given, else those kept when this wave was analyzed before, which is said aloud.

    given : seats held by the list of what was trained, where one is given now.
    raises : SetupError with every mistake of a list; UsageError where two lists say what was held.
    """
    from pipeline.private.lists import ACTIONS, TRAINED, kept_list

    kept = {name: path for name in (ACTIONS, TRAINED) if (path := kept_list(request.private_folder, wave, name))}
    if earlier is None:
        for path in kept.values():
            tell(f"Not used, since there is no wave before {wave}: {path}.")
        return Done(kept={name: path.read_bytes() for name, path in kept.items()})
    edited = _edited(request, wave, earlier, kept.get(ACTIONS), instrument, tell)
    seats = edited.held if edited is not None else None
    if given is not None and request.actions is not None and seats is not None:
        what = "two lists say what was held: the list of what was trained, and seats_held in the list of actions"
        raise UsageError(Problem(what, request.actions.name, fix="give one of them"))
    own = given
    if own is None and TRAINED in kept and (request.actions is None or seats is None):
        own = _kept_trained(kept[TRAINED], instrument, tell)
    followed = _followed(edited, earlier) if edited is not None else None
    return Done(seats if own is None else own, followed, _to_keep(edited, own))


def _edited(request: Request, wave: str, earlier: Bundle, kept: Path | None, instrument: Instrument, tell: Say) -> Edited | None:
    """The edited list of actions; None where there is none."""
    from pipeline.clean.followed import read_followed
    from pipeline.publish.actions_file import offered

    path = request.actions or kept
    if path is None:
        return None
    if request.actions is None:
        tell(_again("actions", path))
    edited = read_followed(path, offered(earlier), earlier.wave, wave, instrument)
    if edited.left_out:
        tell(f"{edited.left_out} rows of the list of actions of {earlier.wave} are not in {path.name}: counted as open.")
    return edited


def _kept_trained(path: Path, instrument: Instrument, tell: Say) -> pd.DataFrame:
    from pipeline.clean.trained import read_trained

    tell(_again("what was trained", path))
    return read_trained(path, instrument)


def _again(what: str, path: Path) -> str:
    return f"The list of {what} that was given before is used again; to leave it out, delete {path}."


def _followed(edited: Edited, earlier: Bundle) -> Followed:
    """What may cross the wall: no name, no note, no text of people."""
    from pipeline.findings.before import Followed
    from pipeline.publish.actions_file import step_ids
    from pipeline.tables import GROUP

    suggested = earlier.findings.actions[[*GROUP, "cause", "step", "owner"]].assign(id=step_ids(earlier), earlier=earlier.wave)
    seats = earlier.findings.role_seats["seats"].dropna()
    return Followed(
        steps=suggested.merge(edited.steps, on="id", validate="one_to_one").drop(columns="id"),
        own=edited.own,
        own_done=edited.own_done,
        seats_suggested=int(seats.sum()) if len(seats) else None,
        seats_held=int(edited.held["seats"].sum()) if edited.held is not None else None,
    )


def _to_keep(edited: Edited | None, trained: pd.DataFrame | None) -> dict[str, bytes]:
    from pipeline.private.lists import ACTIONS, TRAINED
    from pipeline.publish.lists import csv_bytes

    rows = {ACTIONS: edited.rows if edited is not None else None, TRAINED: trained}
    return {name: csv_bytes(frame) for name, frame in rows.items() if frame is not None}
