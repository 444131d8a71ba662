"""From claims to a role: closed unless the access file names the verified e-mail address or a group."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboards import identity
from dashboards.access_file import AccessFile, load_access
from dashboards.pages import LOCAL, PAGES, ROLES, may_see, pages_of


@pytest.fixture()
def access(access_file: Callable[..., Path]) -> AccessFile:
    return load_access(access_file())


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "director@hospital.example", "email_verified": True}, "leadership"),
        ({"email": " DIRECTOR@Hospital.Example "}, "leadership"),
        ({"email": "director@hospital.example", "email_verified": False}, ""),
        ({"email": "director@hospital.example", "email_verified": "false"}, ""),
        ({"email": "xdirector@hospital.example"}, ""),
        ({"email": ["director@hospital.example"]}, ""),
        ({"groups": ["staff", "trainers"]}, "trainer"),
        ({"groups": "trainers"}, "trainer"),
        ({"groups": "trainers2"}, ""),
        ({"groups": {"trainers": True}}, ""),
        ({"email": "director@hospital.example", "groups": ["trainers"]}, "leadership"),
        ({"email": "", "groups": [""]}, ""),
        ({}, ""),
    ],
)
def test_the_role_of_claims(access: AccessFile, claims: dict[str, Any], role: str) -> None:
    assert identity.role(claims, access) == role


def test_groups_may_lie_in_a_nested_claim(access_file: Callable[..., Path]) -> None:
    text = access_file().read_text(encoding="utf-8").replace("behind_proxy", 'groups_claim = "realm_access.roles"\nbehind_proxy')
    access = load_access(access_file(text))
    assert identity.role({"realm_access": {"roles": ["trainers"]}}, access) == "trainer"
    assert identity.role({"realm_access.roles": ["trainers"]}, access) == "trainer"
    assert identity.role({"realm_access": ["trainers"]}, access) == ""


def test_the_log_says_why_there_is_no_role(access: AccessFile) -> None:
    assert "too many" in identity.why_none({"_claim_names": {"groups": "src1"}}, access)
    assert "not verified" in identity.why_none({"email": "a@b.example", "email_verified": False}, access)
    assert identity.why_none({"email": "a@b.example"}, access) == "no role"


def test_nobody_is_called_by_an_address_that_is_not_theirs(access: AccessFile) -> None:
    assert identity.who({"email": "a@b.example"}, access) == "a@b.example"
    assert identity.who({"email": "a@b.example", "email_verified": False}, access) == "a@b.example (not verified)"
    assert identity.who({"sub": "17"}, access) == "17"


def test_roles_see_their_pages_only() -> None:
    assert [page.name for page in pages_of("trainer")] == ["training", "seat_planner"]
    assert pages_of("leadership") == pages_of(LOCAL) == PAGES
    assert pages_of("") == () and not may_see("", "training") and not may_see("leadership", "undeclared")
    assert not may_see(LOCAL, "undeclared")
    assert all(page.roles <= set(ROLES) and page.roles for page in PAGES)
