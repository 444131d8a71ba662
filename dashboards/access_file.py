"""The access file: who may see the dashboard, under which names, for how long; checked whole before anything starts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dashboards.access_checks import file_mode_problems, secrets_problems
from dashboards.access_values import KEYS, LOG_KEYS, ROLE_KEYS, Key
from dashboards.pages import ROLES
from pipeline.errors import Problem, SetupError


class AccessFileError(SetupError):
    """The access file or the secrets beside it are wrong."""

    headline = "The access file needs mending; the dashboard was not started."


@dataclass(frozen=True, slots=True)
class Members:
    """Who has a role: e-mail addresses in lower case, and names or ids of groups as the provider sends them."""

    emails: frozenset[str]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class AccessFile:
    """A valid access file; its words are explained in ``deploy/access.example.toml``.

    Attributes
    ----------
    hosts : names in lower case, without port. base_path : "" or "/name". origin : scheme, name and port of the public address.
    session_seconds, idle_seconds : how long a sign-in lasts at most, and without use.
    refused_per_minute : how many lines about refused requests the log takes in a minute.
    """

    path: Path
    hosts: tuple[str, ...]
    base_path: str
    behind_proxy: bool
    secrets: Path
    origin: str
    session_seconds: float
    idle_seconds: float
    email_claim: str
    groups_claim: str
    contact: str
    log: Path
    refused_per_minute: int
    roles: Mapping[str, Members]


def load_access(path: Path) -> AccessFile:
    """Read and check an access file and the secrets it names; raises AccessFileError with all problems at once."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AccessFileError(Problem(f"cannot be read ({error.strerror})", str(path), fix=_EXAMPLE)) from None
    except ValueError as error:
        raise AccessFileError(Problem(f"is not TOML: {error}", str(path), fix=_EXAMPLE)) from None
    problems = file_mode_problems(path, written_by_others_only=True)
    found = _checked(values, KEYS, str(path), problems, others=("roles", "log"))
    log = _checked(_table(values, "log", str(path), problems), LOG_KEYS, f"{path}, [log]", problems)
    roles = _roles(values, str(path), problems)
    secrets = path.parent / found["secrets"]
    origin, more = secrets_problems(secrets, found["hosts"], found["base_path"])
    if found["idle_minutes"] > found["session_minutes"]:
        problems.append(Problem("idle_minutes is longer than session_minutes", str(path), fix="lower idle_minutes"))
    log_file = path.parent / log["file"]
    problems += more + _log_problems(log_file)
    if problems:
        raise AccessFileError(problems)
    return AccessFile(
        path=path,
        hosts=tuple(host.lower() for host in found["hosts"]),
        base_path=found["base_path"],
        behind_proxy=found["behind_proxy"],
        secrets=secrets,
        origin=origin,
        session_seconds=60.0 * found["session_minutes"],
        idle_seconds=60.0 * found["idle_minutes"],
        email_claim=found["email_claim"],
        groups_claim=found["groups_claim"],
        contact=found["contact"],
        log=log_file,
        refused_per_minute=log["refused_per_minute"],
        roles=roles,
    )


_EXAMPLE: Final = "start from deploy/access.example.toml"


def _checked(
    values: Mapping[str, Any], keys: Mapping[str, Key], where: str, problems: list[Problem], others: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The values with defaults filled in; what is wrong goes to ``problems`` and is replaced by its default."""
    for name in sorted(set(values) - set(keys) - set(others)):
        problems.append(Problem(f"'{name}' is no key of this file", where, allowed=", ".join([*keys, *others])))
    found: dict[str, Any] = {}
    for name, key in keys.items():
        found[name] = key.default
        if name not in values:
            if key.required:
                problems.append(Problem(f"'{name}' is missing", where, allowed=key.allowed))
        elif key.fits(values[name]):
            found[name] = values[name]
        else:
            problems.append(Problem(f"'{name}' is {values[name]!r}", where, allowed=key.allowed))
    return found


def _table(values: Mapping[str, Any], name: str, where: str, problems: list[Problem]) -> Mapping[str, Any]:
    table = values.get(name, {})
    if isinstance(table, dict):
        return table
    problems.append(Problem(f"'{name}' is no table", where, allowed=f"a section [{name}]"))
    return {}


def _roles(values: Mapping[str, Any], where: str, problems: list[Problem]) -> dict[str, Members]:
    """Members of each role; at least one role needs at least one member."""
    before = len(problems)
    roles = _table(values, "roles", where, problems)
    for name in sorted(set(roles) - set(ROLES)):
        problems.append(Problem(f"there is no role '{name}'", where, allowed=", ".join(ROLES)))
    members: dict[str, Members] = {}
    for role in ROLES:
        found = _checked(_table(roles, role, where, problems), ROLE_KEYS, f"{where}, [roles.{role}]", problems)
        emails = frozenset(address.strip().lower() for address in found["emails"])
        members[role] = Members(emails, frozenset(found["groups"]))
    if len(problems) == before and not any(one.emails or one.groups for one in members.values()):
        fix = 'for example:\n[roles.leadership]\nemails = ["director@hospital.example"]'
        problems.append(Problem("nobody has a role", where, fix=fix))
    return members


def _log_problems(path: Path) -> list[Problem]:
    """Whether the access log can be written: it is made now, for its owner only."""
    from dashboards.access_log import open_for_append

    try:
        open_for_append(path).close()
    except OSError as error:
        return [
            Problem(f"the access log cannot be written ({error.strerror})", str(path), fix="set [log] file, or mend the rights")
        ]
    return []
