"""From the claims of a sign-in to a person and a role. Closed unless the access file names the person or a group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards.access_file import AccessFile
from dashboards.pages import ROLES


def who(claims: Mapping[str, Any], access: AccessFile) -> str:
    """How the log and the screen call somebody: by e-mail, else by user name, else by the provider's id."""
    names = (claims.get(name) for name in (access.email_claim, "preferred_username", "upn", "sub"))
    name = next((name for name in names if isinstance(name, str) and name), "somebody")
    return name if _email(claims, access) or name != claims.get(access.email_claim) else f"{name} (not verified)"


def role(claims: Mapping[str, Any], access: AccessFile) -> str:
    """The first role whose e-mail addresses or groups hold the person; "" for none."""
    email, groups = _email(claims, access), _groups(claims, access)
    for name in ROLES:
        members = access.roles[name]
        if email in members.emails or groups & members.groups:
            return name
    return ""


def why_none(claims: Mapping[str, Any], access: AccessFile) -> str:
    """For the log: why a signed-in person has no role."""
    if access.groups_claim in _mapping(claims.get("_claim_names")) or claims.get("hasgroups"):
        return "no role: the provider left the groups out, because the person is in too many"
    if isinstance(claims.get(access.email_claim), str) and not _email(claims, access):
        return "no role: the e-mail address is not verified"
    return "no role"


def _email(claims: Mapping[str, Any], access: AccessFile) -> str:
    """The e-mail address in lower case; "" where there is none or the provider says that it is not verified."""
    if str(claims.get("email_verified", True)).lower() in ("false", "0"):
        return ""
    email = claims.get(access.email_claim)
    return email.strip().lower() if isinstance(email, str) else ""


def _groups(claims: Mapping[str, Any], access: AccessFile) -> frozenset[str]:
    """The groups of a claim that is a list or one text; dots lead into nested claims where no claim has the whole name."""
    value: Any = claims.get(access.groups_claim)
    if value is None:
        value = claims
        for part in access.groups_claim.split("."):
            value = _mapping(value).get(part)
    values = value if isinstance(value, list) else [value]
    return frozenset(one for one in values if isinstance(one, str))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
