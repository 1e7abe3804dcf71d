"""Signing in through an organization's own sign-in: OpenID Connect, the code flow with PKCE, state and nonce.

The provider is believed only if it sends a token that it has signed for this workbench and this attempt (OpenID Connect
Core 1.0, 3.1.3.7): with its keys, its name as issuer, ours as audience, the nonce that we sent, and an expiry time that
has not passed. Which account the person may use is stored with the accounts: an account's identity is the provider's
`sub`, or the e-mail address that the provider has verified.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from align.errors import Message
from glossary.errors import InvalidOption
from glossary.people.accounts import Account, Accounts
from glossary.web.pages import render
from glossary.web.problems import Problem
from glossary.web.settings import Oidc
from glossary.web.sign_in import inside, let_in

__all__ = ["Provider", "router"]

COOKIE = "duizhao-attempt"
"""Cookie with the signed state of one attempt to sign in. It is Lax, because the browser returns from another site."""
MINUTES = 10
"""Minutes that an attempt to sign in may take."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Accepted signature algorithms: only those with a private key of the provider, never "none" or a shared secret."""
LEEWAY = 60
"""Seconds by which the provider's clock may differ from ours."""
KEPT = 3600.0
"""Seconds for which the provider's metadata and keys are kept before they are fetched again."""
PATIENCE = 10.0

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who has signed in with the provider."""

    sub: str
    email: str | None
    """The person's e-mail address, if the provider says that it has verified it."""
    name: str

    @property
    def known_by(self) -> tuple[str, ...]:
        """The identities by which the person's account can be found, the most reliable first."""
        return (self.sub, *((self.email, self.email.casefold()) if self.email else ()))


class Provider:
    """The organization's sign-in. It is first contacted over the network when somebody signs in.

    `fetch` gets JSON from an address, and is replaced in tests. The methods raise Problem if the provider does not
    answer, or if its answer is not valid.
    """

    def __init__(self, settings: Oidc, fetch: Callable[[str], Any] | None = None) -> None:
        self.settings = settings
        self._fetch = fetch or _fetched
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Any]] = {}

    def description(self) -> Mapping[str, Any]:
        """The provider's metadata (OpenID Connect Discovery 1.0)."""
        issuer = self.settings.issuer
        found = self._cached(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if not isinstance(found, dict) or found.get("issuer") != issuer:
            raise _not_trusted(
                f"it calls itself {found.get('issuer') if isinstance(found, dict) else None!r}, not {issuer!r}"
            )
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str) or not is_safe(found[name]):
                raise _not_trusted(f"its {name} is no https address")
        return found

    def start(self, back_to: str, attempt: Mapping[str, str]) -> str:
        """The address at which the person signs in; from there the provider sends the browser back to `back_to`."""
        with self._client(back_to) as client:
            address: str
            address, _ = client.create_authorization_url(
                self.description()["authorization_endpoint"],
                state=attempt["state"],
                nonce=attempt["nonce"],
                code_verifier=attempt["verifier"],
            )
        return address

    def finish(self, back_to: str, attempt: Mapping[str, str], code: str) -> Identity:
        """Exchange the code that the provider has sent for a token, and return the person that the token names."""
        from authlib.common.errors import AuthlibBaseError
        from httpx import HTTPError

        description = self.description()
        try:
            with self._client(back_to, description) as client:
                token = client.fetch_token(
                    description["token_endpoint"], code=code, code_verifier=attempt["verifier"], timeout=PATIENCE
                )
        except (AuthlibBaseError, HTTPError, ValueError) as error:
            raise _not_trusted(f"it gives no token: {error}") from error
        return self.verified(str(token.get("id_token") or ""), attempt["nonce"])

    def verified(self, token: str, nonce: str) -> Identity:
        """The person that a token names. Raises Problem unless the provider made it for this workbench and attempt."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        client_id = self.settings.client_id
        claims = self._signed(token)
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.settings.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            rules.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise _not_trusted(f"its token is not for this sign-in: {error}") from error
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if claims.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in claims):
            raise _not_trusted("its token is for another program")
        subject = claims.get(self.settings.claim or "sub")
        if not isinstance(subject, str) or not subject:
            raise _not_trusted(f"its token has no {self.settings.claim or 'sub'}")
        email = claims.get("email") if claims.get("email_verified") is True and not self.settings.claim else None
        name = claims.get("name") or claims.get("preferred_username") or email or subject
        return Identity(subject, email if isinstance(email, str) and email else None, str(name))

    def _signed(self, token: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError
        from joserfc.jwk import KeySet

        address = self.description()["jwks_uri"]
        for last in (False, True):
            try:
                keys = KeySet.import_key_set(self._cached(address, anew=last))
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except InvalidKeyIdError as error:  # the provider has a new key, so its keys are fetched again
                if last:
                    raise _not_trusted("its token is signed by a key that it does not name") from error
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise _not_trusted(f"its token is not signed as it must be: {type(error).__name__}") from error
        raise AssertionError

    def _cached(self, address: str, *, anew: bool = False) -> Any:
        with self._lock:
            known = self._kept.get(address)
            if known is None or anew or time.monotonic() - known[0] > KEPT:
                self._kept[address] = known = (time.monotonic(), self._fetch(address))
        return known[1]

    def _client(self, back_to: str, description: Mapping[str, Any] | None = None) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        method = "client_secret_basic" if self.settings.secret else "none"
        offered = (description or {}).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if self.settings.secret and "client_secret_basic" not in offered and "client_secret_post" in offered:
            method = "client_secret_post"
        return OAuth2Client(
            self.settings.client_id,
            self.settings.secret,
            token_endpoint_auth_method=method,
            scope="openid email profile",
            redirect_uri=back_to,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )


def _fetched(address: str) -> Any:
    import httpx

    try:
        answer = httpx.get(address, timeout=PATIENCE, follow_redirects=False)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise _not_trusted(f"{urlsplit(address).path} of it does not answer: {error}") from error


def is_safe(address: str) -> bool:
    """Whether nobody can read or change what is sent to an address: it uses TLS, or it is on this machine.

    >>> is_safe("https://login.un.org/x"), is_safe("http://127.0.0.1:9000/x"), is_safe("http://login.un.org/x")
    (True, True, False)
    """
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))


def _not_trusted(why: str) -> Problem:
    import logging

    # The reason goes to the log, for the administrator; the person is only told that it is not their fault.
    logging.getLogger("uvicorn.error").warning("OpenID Connect: %s", why)
    return Problem(
        502, "provider", "Your organization's sign-in gave no answer that can be trusted.", "Tell an administrator."
    )


# -- the pages -------------------------------------------------------------------------------------------------------


@router.get("/sign-in/oidc")
def start(request: Request, back: str = "/") -> Response:
    """Send the browser to the provider, with a cookie that it has to bring back."""
    from authlib.common.security import generate_token

    provider = _provider(request)
    attempt = {name: generate_token(48) for name in ("state", "nonce", "verifier")}
    answer = RedirectResponse(provider.start(_back_to(request), attempt), status_code=303)
    kept = _signer(request).dumps(attempt | {"back": inside(request, back)})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, kept, max_age=60 * MINUTES, samesite="lax", httponly=True, secure=secure)
    return answer


@router.get("/sign-in/oidc/return")
def finish(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Sign in the person whom the provider sends back, or say why that is not possible."""
    import hmac

    from itsdangerous import BadSignature

    provider = _provider(request)
    try:
        attempt = _signer(request).loads(request.cookies.get(COOKIE, ""), max_age=60 * MINUTES)
    except BadSignature:
        attempt = {}
    if not attempt or not hmac.compare_digest(state.encode(), attempt["state"].encode()):
        raise Problem(400, "attempt_gone", "This attempt to sign in is over.", "Sign in once more.")
    if error or not code:
        return _refused(request, attempt["back"], Problem(403, "not_let_in", "Your organization did not let you in."))
    identity = provider.finish(_back_to(request), attempt, code)
    account = _account(request.app.state.accounts, identity, create=provider.settings.create)
    if account is None:
        told = Message("There is no account for {identity}.", identity=identity.email or identity.sub)
        return _refused(
            request, attempt["back"], Problem(403, "no_account", told, "Ask an administrator for one, with this name.")
        )
    answer = let_in(request, account, attempt["back"])
    answer.delete_cookie(COOKIE)
    return answer


def _account(accounts: Accounts, identity: Identity, *, create: bool) -> Account | None:
    found = next((one for one in map(accounts.by_identity, identity.known_by) if one is not None), None)
    if found is not None or not create:
        return found
    for name in (identity.name, f"{identity.name[:40]} ({(identity.email or identity.sub)[:36]})", identity.sub):
        try:
            return accounts.add(name, role="reader", password=None, identity=identity.sub)
        except InvalidOption:  # another account has this name
            continue
    return None


def _refused(request: Request, back: str, problem: Problem) -> Response:
    answer = render(request, "sign_in.html", status_code=problem.status, wrong=False, back=back, problem=problem)
    answer.delete_cookie(COOKIE)
    return answer


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise Problem(404, "not_found", "There is no such page.")
    return provider


def _back_to(request: Request) -> str:
    """Our address to which the provider sends the browser back; it has to be registered with the provider."""
    root = request.app.state.settings.root_path
    return f"{request.url.scheme}://{request.headers['host']}{root}/sign-in/oidc/return"


def _signer(request: Request) -> Any:
    from itsdangerous import URLSafeTimedSerializer

    return URLSafeTimedSerializer(request.app.state.sessions.key, salt=COOKIE)
