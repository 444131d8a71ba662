"""What only a person can settle in an export, as values: found once, all together; what the command says is made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.clean.groups import UnknownNames
from pipeline.clean.unknown import Doubt, problems_of
from pipeline.errors import DecisionNeeded, Problem, SetupError
from pipeline.ingest.export import Column


@dataclass(frozen=True, slots=True)
class WrongBinding:
    """A line of the binding file that cannot be followed, with the field that it is about."""

    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """Columns of which each could carry one field. option : of a multi-select, which one; "" else."""

    field: str
    columns: tuple[Column, ...]
    option: str = ""

    @property
    def problem(self) -> Problem:
        """As the command says it."""
        names = ", ".join(f"'{c.name}' (column {c.position + 1})" for c in self.columns)
        whose = f"{self.field}: {self.option}" if self.option else self.field
        return Problem(
            f"{len(self.columns)} columns could carry {whose}: {names}",
            "export",
            fix=f"say which one in the binding file:\ncolumns:\n  {self.field}: {bindable(self.columns)}",
        )


@dataclass(frozen=True, slots=True)
class SharedColumn:
    """One column that several fields claim. fields : with the option behind a point, where it is one of a multi-select."""

    column: Column
    fields: tuple[str, ...]

    @property
    def problem(self) -> Problem:
        """As the command says it."""
        return Problem(f"column '{self.column.name}' is bound to {' and '.join(self.fields)}", "export")


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """What an analysis cannot do without and no column carries: half of the parts of a composite, or a question that places
    people. fields : of which some, or the one, must be bound.
    """

    fields: tuple[str, ...]
    problem: Problem


@dataclass(frozen=True, slots=True)
class Undecided:
    """All that keeps one export from being analyzed.

    Attributes
    ----------
    wrong, shared, unmeasured : about columns, to be mended. doubtful : fields with several columns.
    answers : that no map knows. names : of roles, departments and sites that match nothing, of each question, few or many.
    """

    wrong: tuple[WrongBinding, ...] = ()
    shared: tuple[SharedColumn, ...] = ()
    doubtful: tuple[TwoColumns, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()
    answers: tuple[Doubt, ...] = ()
    names: tuple[UnknownNames, ...] = ()

    @property
    def too_many(self) -> tuple[UnknownNames, ...]:
        """Names without which the analysis cannot go on."""
        return tuple(names for names in self.names if names.too_many)

    def refuse(self) -> None:
        """Raise SetupError or DecisionNeeded where something is left, with all problems that do not follow from others."""
        open_ones = [doubt.problem for doubt in self.doubtful]
        if self.wrong or self.shared:
            raise SetupError([*(one.problem for one in self.wrong), *(one.problem for one in self.shared), *open_ones])
        if self.unmeasured:
            raise SetupError([*(one.problem for one in self.unmeasured), *open_ones])
        decisions = [*open_ones, *problems_of(self.answers), *(names.problem for names in self.too_many)]
        if decisions:
            raise DecisionNeeded(decisions)


def bindable(columns: Iterable[Column]) -> str:
    """A name that only the first of several columns has, for a binding file."""
    first, *others = columns
    alone = first.import_id is not None and first.import_id not in [column.import_id for column in others]
    return first.import_id if alone and first.import_id else f"column {first.position + 1}"


def shared_columns(
    columns: Mapping[str, int], options: Mapping[str, Mapping[str, int]], there: tuple[Column, ...]
) -> tuple[SharedColumn, ...]:
    """Columns that two fields claim."""
    users: dict[int, list[str]] = {}
    for field, position in columns.items():
        users.setdefault(position, []).append(field)
    for field, by_option in options.items():
        for option, position in by_option.items():
            users.setdefault(position, []).append(f"{field}.{option}")
    return tuple(SharedColumn(there[position], tuple(fields)) for position, fields in users.items() if len(fields) > 1)
