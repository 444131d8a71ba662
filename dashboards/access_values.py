"""What each key of an access file may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Key:
    """One key: whether a value fits, what is allowed in words, and what stands where it is left out."""

    fits: Callable[[Any], bool]
    allowed: str
    default: Any
    required: bool = False


_HOST: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_BASE: Final = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9_-]*)*")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


def _texts(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(one, str) and pattern.fullmatch(one.strip()) for one in value)


def _text(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _number(low: float, high: float) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and low < value <= high

    return fits


_hosts = _texts(_HOST)

KEYS: Final[Mapping[str, Key]] = {
    "hosts": Key(
        lambda value: bool(value) and _hosts(value),
        'a list of host names without scheme, port or path, as ["telehealth.hospital.example"]',
        [],
        required=True,
    ),
    "base_path": Key(
        lambda value: isinstance(value, str) and _BASE.fullmatch(value) is not None, '"" or a path such as "/telehealth"', ""
    ),
    "behind_proxy": Key(lambda value: isinstance(value, bool), "true or false", False),
    "secrets": Key(_text(r"[^\0]+"), "path of the file with Streamlit's [auth] section", "secrets.toml"),
    "session_minutes": Key(_number(0, 24 * 60), "minutes, more than 0 and at most 1440", 480),
    "idle_minutes": Key(_number(0, 24 * 60), "minutes, more than 0, at most 1440 and not more than session_minutes", 30),
    "email_claim": Key(_text(r"\S+"), "name of a claim", "email"),
    "groups_claim": Key(_text(r"\S+"), "name of a claim; dots lead into nested claims", "groups"),
    "contact": Key(_text(r"[^\n\r]{1,200}"), "one line: who gives roles", "your IT department"),
}
LOG_KEYS: Final[Mapping[str, Key]] = {
    "file": Key(_text(r"[^\0]+"), "path of the access log", "access.log"),
    "refused_per_minute": Key(
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000,
        "a whole number from 1 to 10000",
        60,
    ),
}
ROLE_KEYS: Final[Mapping[str, Key]] = {
    "emails": Key(_texts(_EMAIL), 'a list of e-mail addresses, as ["director@hospital.example"]', []),
    "groups": Key(_texts(re.compile(r".+")), "a list of group names or ids as the provider sends them", []),
}
