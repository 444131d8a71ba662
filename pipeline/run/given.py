"""What an analysis is given beside the export: instrument, binding, roster, lists, and what the private folder knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import Problem, UsageError
from pipeline.run.keeping import tell_expired
from pipeline.run.request import Request, Say, binding_path

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.binding_file import BindingFile
    from pipeline.clean.identity import Keyring
    from pipeline.instrument.model import Instrument
    from pipeline.release.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Given:
    """Read and checked.

    Attributes
    ----------
    roster, held : None where none was given. keyring, ledger : of the private folder. ledgers : that one, and those of other
        private folders whose closed waves bind too. names : of people, to be masked in comments.
    """

    instrument: Instrument
    binding: BindingFile
    roster: pd.DataFrame | None
    held: pd.DataFrame | None
    keyring: Keyring
    ledger: Ledger
    ledgers: tuple[Ledger, ...]
    names: tuple[str, ...] = ()


def given(request: Request, tell: Say) -> Given:
    """Read and check everything but the export; raises UserError."""
    from pipeline.clean.binding_file import load_binding
    from pipeline.clean.identity import read_keyring
    from pipeline.clean.roster import read_roster
    from pipeline.clean.trained import read_trained
    from pipeline.comments.name_list import read_names
    from pipeline.instrument.load import load_instrument
    from pipeline.publish.bundle import checked_wave
    from pipeline.release.close import require_frozen
    from pipeline.release.ledger import read_ledger

    if request.wave is not None:
        checked_wave(request.wave)
    instrument = load_instrument(request.instrument)
    binding = load_binding(binding_path(request), instrument)
    roster = read_roster(request.roster, instrument) if request.roster else None
    held = read_trained(request.trained, instrument) if request.trained else None
    if request.names is not None and not request.comments:
        raise UsageError(Problem("a list of names is given, but no comments are kept", "--names", fix="add --comments"))
    names = read_names(request.names) if request.names else ()
    private = request.private_folder
    tell_expired(private, tell)
    keyring, ledger = read_keyring(private), read_ledger(private)
    require_frozen(ledger, instrument)
    others = (read_ledger(folder) for folder in request.other_private_folders)
    return Given(instrument, binding, roster, held, keyring, ledger, (ledger, *others), names)
