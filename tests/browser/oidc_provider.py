"""A small OpenID Connect provider for the tests: a process of its own, with discovery, PKCE, nonce, signed tokens and sign-out.

Run: python oidc_provider.py PORT USERS.json CLIENT_ID CLIENT_SECRET. USERS.json holds name -> claims; the person picks a name.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

PORT, CLIENT, SECRET = int(sys.argv[1]), sys.argv[3], sys.argv[4]
USERS = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
ISSUER = f"http://127.0.0.1:{PORT}"
KEY = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
CODES: dict[str, dict[str, str]] = {}


async def discovery(request: Request) -> Response:
    ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
    ends |= {"userinfo_endpoint": "userinfo", "end_session_endpoint": "logout"}
    more = {"issuer": ISSUER, "code_challenge_methods_supported": ["S256"], "id_token_signing_alg_values_supported": ["RS256"]}
    more |= {"response_types_supported": ["code"], "subject_types_supported": ["public"]}
    return JSONResponse({**{name: f"{ISSUER}/{path}" for name, path in ends.items()}, **more})


async def authorize(request: Request) -> Response:
    """The page where a person says who they are."""
    asked = dict(request.query_params)
    if asked.get("client_id") != CLIENT or asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        return PlainTextResponse("bad request", 400)
    if "user" not in asked:
        links = (f'<li><a href="?{escape(urlencode({**asked, "user": name}))}">{escape(name)}</a>' for name in USERS)
        return HTMLResponse(f"<h1>Who are you?</h1><ul>{''.join(links)}</ul>")
    code = secrets.token_urlsafe(16)
    CODES[code] = asked
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)


async def token(request: Request) -> Response:
    form = dict(await request.form())
    given = request.headers.get("authorization", "").removeprefix("Basic ")
    if not given or base64.b64decode(given).decode() != f"{CLIENT}:{SECRET}":
        return JSONResponse({"error": "invalid_client"}, 401)
    asked = CODES.pop(str(form.get("code")), None)
    digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if asked is None or challenge != asked["code_challenge"] or form.get("redirect_uri") != asked["redirect_uri"]:
        return JSONResponse({"error": "invalid_grant"}, 400)
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": asked["user"], "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
    signed = jwt.encode({"alg": "RS256", "kid": "test"}, {**claims, **USERS[asked["user"]]}, KEY)
    return JSONResponse({"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300, "id_token": signed})


async def jwks(request: Request) -> Response:
    return JSONResponse({"keys": [KEY.as_dict(private=False)]})


async def logout(request: Request) -> Response:
    return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


ROUTES = [
    Route("/.well-known/openid-configuration", discovery),
    Route("/authorize", authorize),
    Route("/token", token, methods=["POST"]),
    Route("/jwks", jwks),
    Route("/logout", logout),
]

if __name__ == "__main__":
    uvicorn.run(Starlette(routes=ROUTES), host="127.0.0.1", port=PORT, log_level="warning")
