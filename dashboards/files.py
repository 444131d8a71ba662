"""The addresses of files: who asks is checked on the server for each, and only names from a closed set lead to a file.

``/files/<wave>/lists/<role>.csv``, ``/files/<wave>/training_targets.xlsx``, ``/files/<wave>/actions.csv``,
``/files/<wave>/made/<token>``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboards.gate import Gate
from dashboards.guard import cookies
from dashboards.made_tables import MADE
from dashboards.pages import ACTIONS_PAGE, LISTS_PAGE, may_see
from dashboards.response_headers import security_headers
from dashboards.visitor import Refusal, Visitor
from dashboards.waves_shown import may_show, outputs
from pipeline.publish.actions_file import FILE as ACTIONS
from pipeline.publish.atomic import current
from pipeline.publish.bundle import LISTS, WORKBOOK
from pipeline.publish.reports import DEPARTMENTS, REPORT_KINDS, REPORTS
from pipeline.publish.words import say

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

MEDIA: Final = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ics": "text/calendar; charset=utf-8",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
REPORTS_PAGE: Final = "not_yet_convinced"
"""Who sees this page may also download the reports and the pages of departments."""


def list_address(base_path: str, wave: str, role: str) -> str:
    """Where the training list of a role is."""
    return f"{base_path}/files/{wave}/lists/{role}.csv"


def workbook_address(base_path: str, wave: str) -> str:
    """Where all training lists are."""
    return f"{base_path}/files/{wave}/{WORKBOOK}"


def actions_address(base_path: str, wave: str) -> str:
    """Where the list of actions is."""
    return f"{base_path}/files/{wave}/{ACTIONS}"


def report_address(base_path: str, wave: str, name: str) -> str:
    """Where a report of a wave is: one of ``REPORTS``."""
    return f"{base_path}/files/{wave}/reports/{name}"


def department_address(base_path: str, wave: str, department: str) -> str:
    """Where the page of a department that is shown is."""
    return f"{base_path}/files/{wave}/departments/{department}.html"


def made_address(base_path: str, wave: str, token: str) -> str:
    """Where a file that was made for a visitor is."""
    return f"{base_path}/files/{wave}/made/{token}"


def file_routes(gate: Gate) -> list[Route]:
    """The routes of all files."""
    from starlette.routing import Route

    async def answer(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        return await run_in_threadpool(_answer, gate, request)

    paths = ("/{wave}/lists/{name}", f"/{{wave}}/{ACTIONS}", "/{wave}/{name}", "/{wave}/made/{token}")
    paths += ("/{wave}/reports/{report}", "/{wave}/departments/{department}")
    return [Route(f"{gate.base_path}/files{path}", answer, methods=["GET"]) for path in paths]


def _answer(gate: Gate, request: Request) -> Response:
    """A file with its headers, or a refusal; either is logged."""
    from starlette.responses import Response

    from dashboards.access import Request as Asked
    from dashboards.replies import reply

    what, wave = f"file {request.url.path}", request.path_params["wave"]
    asked = Asked([(name.lower(), value) for name, value in request.headers.items()])
    try:
        visitor = gate.visitor(cookies(asked))
        found = visitor if isinstance(visitor, Refusal) else _found(gate, visitor, dict(request.path_params))
        if not isinstance(found, Refusal) and isinstance(visitor, Visitor):
            gate.log.allowed(visitor, what, wave)
    except OSError:
        found = Refusal(503, "the access log or the file cannot be used", say("door.not_now"))
    if isinstance(found, Refusal):
        gate.log.refused(found, what, wave)
        return reply(found, gate.base_path, signing_in=gate.access is not None)
    name, data = found
    headers = {**security_headers(app=False, cached=False), "content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=MEDIA[Path(name).suffix], headers=headers)


def _found(gate: Gate, visitor: Visitor, asked: dict[str, str]) -> tuple[str, bytes] | Refusal:
    """Name and content of what is asked for, where the visitor may have it."""
    nothing = Refusal(404, "no such file", say("door.no_file"), visitor.who, visitor.role)
    wanted = _wanted(asked)
    page = wanted.page
    if token := asked.get("token"):
        table = MADE.get(token)
        if table is None or table.wave != asked["wave"] or table.session != visitor.session:
            return nothing
        page = table.page
    if not may_see(visitor.role, page):
        return Refusal(403, "wrong role", say("door.not_this_file"), visitor.who, visitor.role)
    if not may_show(outputs(), asked["wave"], drafts=gate.access is None):
        return nothing
    if token and table is not None:
        return table.file_name, table.content
    data = _regular(current(outputs() / asked["wave"]) / wanted.folder, wanted.name, wanted.kinds)
    return nothing if data is None else (wanted.name, data)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A file of a wave that is handed out: the page whose visitors may have it, its folder in the wave, name, and kinds."""

    page: str
    folder: str
    name: str
    kinds: tuple[str, ...]


def _wanted(asked: dict[str, str]) -> _Wanted:
    """Which file an address means; "" as its name where there is none."""
    if report := asked.get("report"):
        return _Wanted(REPORTS_PAGE, "", report if report in REPORTS else "", REPORT_KINDS)
    if department := asked.get("department"):
        return _Wanted(REPORTS_PAGE, DEPARTMENTS, department, (".html",))
    if name := asked.get("name"):
        return _Wanted(LISTS_PAGE, LISTS, name, (".csv", ".xlsx"))
    return _Wanted(ACTIONS_PAGE, "", ACTIONS, (".csv",))


def _regular(folder: Path, name: str, kinds: tuple[str, ...]) -> bytes | None:
    """Content of a regular file of one of these kinds that lies in the folder itself under exactly this name, else None."""
    names = {entry.name for entry in folder.iterdir() if entry.suffix in kinds} if folder.is_dir() else set()
    path = folder / name
    if name not in names or path.is_symlink() or not path.is_file():
        return None
    return path.read_bytes()
