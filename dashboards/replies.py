"""Plain pages of our own, without script: sign in, signed in without a role, refused."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from dashboards.addresses import SIGN_IN, SIGN_OUT
from dashboards.response_headers import security_headers
from dashboards.visitor import Refusal
from pipeline.publish.words import say

if TYPE_CHECKING:
    from starlette.responses import Response

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{font: 1.05rem/1.5 sans-serif; color: #1F2933; background: #F3F6F9; margin: 0; padding: 1rem}}
main {{max-width: 34rem; margin: 12vh auto 0; padding: 1.5rem 2rem 2rem; background: #fff; border: 1px solid #D5DCE3}}
h1 {{font-size: 1.5rem}}
a {{display: inline-block; padding: .65rem 1.4rem; background: #1B4F72; color: #fff; text-decoration: none; border-radius: .4rem}}
a:hover {{background: #163F5B}} a:focus-visible {{outline: 3px solid #D9822B; outline-offset: 2px}}
</style></head>
<body><main><h1>{title}</h1><p>{words}</p>{link}</main></body></html>
"""


def reply(refusal: Refusal, base_path: str, *, signing_in: bool) -> Response:
    """The answer to a refused request: a page with the way to sign in or out, or, where nobody signs in, one sentence."""
    from starlette.responses import HTMLResponse, PlainTextResponse

    headers = security_headers(app=False, cached=False)
    if not signing_in:
        return PlainTextResponse(refusal.words + "\n", refusal.status, headers)
    link = ""
    if refusal.status == 401:
        link = f'<p><a href="{escape(base_path)}{SIGN_IN}">{escape(say("door.sign_in"))}</a></p>'
    elif refusal.status == 403 and refusal.who and not refusal.role:
        link = f'<p><a href="{escape(base_path)}{SIGN_OUT}">{escape(say("door.sign_out"))}</a></p>'
    elif refusal.status == 403 and refusal.role:
        link = f'<p><a href="{escape(base_path)}/">{escape(say("door.your_pages"))}</a></p>'
    return HTMLResponse(
        _PAGE.format(title=escape(say("app.title")), words=escape(refusal.words), link=link), refusal.status, headers
    )
