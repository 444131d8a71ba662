"""Somebody who may see something, and why somebody may not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who may see something: e-mail (or "local"), role, and the key of the sign-in."""

    who: str
    role: str
    session: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused.

    Attributes
    ----------
    status : the HTTP status: 401 sign in (again), 403 never, 404 there is nothing, 503 not now.
    reason : for the log, a few words. words : for the reader, one sentence.
    who, role : as far as they are known.
    """

    status: int
    reason: str
    words: str
    who: str = ""
    role: str = ""
