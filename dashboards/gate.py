"""The gate of this process: who a request comes from, by the access file, the sessions and the log. One for server and pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from dashboards import identity, sign_in_cookie
from dashboards.access_file import AccessFile, load_access
from dashboards.access_log import AccessLog
from dashboards.pages import LOCAL, may_see
from dashboards.sessions import Sessions
from dashboards.visitor import Refusal, Visitor
from pipeline.publish.words import say

ACCESS: Final = "TELEHEALTH_ACCESS"
"""Environment variable with the access file; without it the dashboard answers this machine only."""
LOG: Final = "TELEHEALTH_ACCESS_LOG"
"""Environment variable with a log for use without sign-in; nothing is kept without it."""


class Gate:
    """Decides who somebody is and what they may see."""

    def __init__(self, access: AccessFile | None, local_log: Path | None = None) -> None:
        self.access = access
        self.log = AccessLog(access.log, access.refused_per_minute) if access else AccessLog(local_log)
        self.sessions = Sessions(access.session_seconds, access.idle_seconds) if access else Sessions(0, 0)

    @property
    def base_path(self) -> str:
        """What every address of ours begins with; "" at the root."""
        return self.access.base_path if self.access else ""

    def visitor(self, cookies: Mapping[str, str], *, use: bool = True) -> Visitor | Refusal:
        """Who asks. ``use`` : whether this counts as use of the session. Raises OSError where the log cannot be written."""
        if self.access is None:
            return Visitor("local", LOCAL, "local")
        try:
            found = sign_in_cookie.read(cookies)
        except sign_in_cookie.ForgedCookie:
            return Refusal(401, "forged or damaged cookie", say("door.not_valid"))
        if found is None:
            return Refusal(401, "no session", say("door.sign_in_to_see"))
        who, role = identity.who(found.claims, self.access), identity.role(found.claims, self.access)
        new = self.sessions.is_new(found.key)
        if reason := self.sessions.ended(found.key, found.since, use=use):
            return Refusal(401, reason, say("door.ended"), who, role)
        if not role:
            words = say("door.no_role", who=who, contact=self.access.contact)
            return Refusal(403, identity.why_none(found.claims, self.access), words, who)
        visitor = Visitor(who, role, found.key)
        if new and use:
            self.log.allowed(visitor, "sign-in")
        return visitor

    def page_refusal(self, visitor: Visitor, name: str) -> Refusal | None:
        """Why somebody may not see a page; None where they may."""
        if may_see(visitor.role, name):
            return None
        return Refusal(403, "wrong role", say("door.not_this_page"), visitor.who, visitor.role)

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """End the sign-in of a cookie on the server, too."""
        try:
            found = sign_in_cookie.read(cookies)
        except sign_in_cookie.ForgedCookie:
            return
        if found is not None and self.access is not None:
            self.sessions.end(found.key)
            who, role = identity.who(found.claims, self.access), identity.role(found.claims, self.access)
            self.log.allowed(Visitor(who, role, found.key), "sign-out")


@cache
def gate() -> Gate:
    """The gate of this process, from its environment."""
    access, log = os.environ.get(ACCESS), os.environ.get(LOG)
    return Gate(load_access(Path(access)) if access else None, Path(log) if log else None)
