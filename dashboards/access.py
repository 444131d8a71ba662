"""Which requests may come in at all, by their headers alone: the name asked for, the way they came, the page they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from dashboards.access_file import AccessFile
from dashboards.visitor import Refusal
from pipeline.publish.words import say

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_FORWARDED: Final = ("forwarded", "via", "x-real-ip")
_FORWARDED_PREFIXES: Final = ("x-forwarded-", "x-original-")


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of a request before it is answered: headers as (lower-case name, value), the peer's address, the kind."""

    headers: Sequence[tuple[str, str]]
    peer: str = "127.0.0.1"
    websocket: bool = False

    def values(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name]


def refusal(request: Request, access: AccessFile | None) -> Refusal | None:
    """Why a request is refused whoever sent it; None where it may go on to the question who that is."""
    return _not_this_machine(request) if access is None else _not_as_declared(request, access)


def _not_this_machine(request: Request) -> Refusal | None:
    """Without sign-in: from this machine, to this machine, straight."""
    if forwarded := _forwarded(request):
        return Refusal(403, f"came through a proxy ({forwarded})", say("door.through_proxy", proxy=forwarded))
    if request.peer not in LOOPBACK:
        return Refusal(403, "not from this machine", say("door.this_machine"))
    hosts = request.values("host")
    if len(hosts) != 1 or host_name(hosts[0]) not in LOOPBACK:
        return Refusal(403, "asked for another host", say("door.this_machine"))
    if _foreign_origin(request, None, hosts[0]):
        return Refusal(403, "from a page of another origin", say("door.another_page"))
    return None


def _not_as_declared(request: Request, access: AccessFile) -> Refusal | None:
    """With sign-in: under a declared name, through a declared proxy on this machine and encrypted, or straight."""
    forwarded = _forwarded(request)
    if forwarded and not access.behind_proxy:
        return Refusal(403, f"came through a proxy ({forwarded})", say("door.no_proxy"))
    if forwarded and request.peer not in LOOPBACK:
        return Refusal(403, "forwarded by another machine", say("door.own_proxy"))
    if access.behind_proxy and forwarded and set(request.values("x-forwarded-proto")) != {"https"}:
        return Refusal(403, "not encrypted", say("door.encrypted"))
    hosts = request.values("host")
    if len(hosts) != 1 or host_name(hosts[0]) not in access.hosts:
        return Refusal(403, "asked for another host", say("door.not_this_name"))
    if _foreign_origin(request, access.origin, hosts[0]):
        return Refusal(403, "from a page of another origin", say("door.own_pages"))
    return None


def _forwarded(request: Request) -> str:
    """The first header that tells of a proxy; "" for none."""
    names = (name for name, _ in request.headers)
    return next((name for name in names if name in _FORWARDED or name.startswith(_FORWARDED_PREFIXES)), "")


def _foreign_origin(request: Request, own: str | None, host: str) -> bool:
    """Whether a WebSocket comes from a page that is not ours. Streamlit would ask an outside service for our address to tell."""
    if not request.websocket:
        return False
    origins = request.values("origin")
    if own is not None:
        return origins != [own]
    return any(urlsplit(origin).netloc != host for origin in origins)


def host_name(host: str) -> str:
    """The name of a Host header in lower case, without port; "" where it is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return ""
    return parts.hostname or ""
