"""GitHub Apps: their JWT, and tokens of installations that end after an hour.

Source: `apps/create-installation-access-token` and `apps/get-authenticated` of the official
description; a token lives for one hour, then 401. The words for a wrong JWT are from
octokit/auth-app.js#698 and sigmavirus24/github3.py#1050; `exp` may be ten minutes away at most
(Link-/gh-token#69). With an open door any app id and installation id is good, and the signature
is not looked at; otherwise an app that has a public key has it checked.
"""

import base64
import binascii
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from syncd.testing.github.errors import refused
from syncd.testing.github.records import App, Installation, Token
from syncd.testing.github.world import GitHubWorld

LONGEST = 600
TOKEN_LIFE = timedelta(hours=1)


def looks_like_jwt(secret: str) -> bool:
    """Whether a bearer token is a JSON web token."""
    return secret.count(".") == 2 and secret.startswith("eyJ")


def app_of_jwt(world: GitHubWorld, token: str) -> App:
    """The app that signed a token.

    Raises:
        RefusedError: it cannot be read, has expired, lives too long, or is of no known app.
    """
    claims = _claims(token)
    now = world.now().timestamp()
    expires, issuer = claims.get("exp"), str(claims.get("iss", ""))
    if not isinstance(expires, int | float):
        raise refused(
            401,
            "'Expiration time' claim ('exp') must be a numeric value representing the future "
            "time at which the assertion expires",
        )
    if expires <= now:
        raise refused(401, "'Expiration time' claim ('exp') must be in the future")
    if expires > now + LONGEST:
        raise refused(401, "'Expiration time' claim ('exp') is too far in the future")
    app = world.apps.get(int(issuer)) if issuer.isdecimal() else None
    if app is None and world.open_door and issuer.isdecimal():
        app = add_app(world, int(issuer), "syncd-app", world.bot_login)
    if app is None:
        raise refused(404, "Integration not found")
    if app.public_key is not None:
        _check_signature(token, app.public_key)
    return app


def add_app(
    world: GitHubWorld, number: int, slug: str, owner: str, public_key: str | None = None
) -> App:
    """Register an app, with the bot that acts for it."""
    bot = world.user_named(f"{slug}[bot]") or world.add_user(f"{slug}[bot]")
    world.users[bot.id] = replace(bot, type="Bot")
    holder = world.user_named(owner) or world.add_user(owner)
    world.apps[number] = App(number, slug, holder.id, bot.id, world.time(), public_key)
    return world.apps[number]


def installed(world: GitHubWorld, app: App, number: int) -> Installation:
    """An installation of an app; with an open door every number is one.

    Raises:
        RefusedError: there is none.
    """
    known = world.installations.get(number)
    if known is None and world.open_door:
        known = Installation(number, app.id, None, world.time())
        world.installations[number] = known
    if known is None or known.app != app.id:
        raise refused(404, "Not Found")
    return known


def new_token(
    world: GitHubWorld, app: App, installation: Installation, number: int
) -> tuple[str, Token]:
    """A token for an installation, good for one hour of the simulator's time."""
    ends = (world.now() + TOKEN_LIFE).strftime("%Y-%m-%dT%H:%M:%SZ")
    name = f"ghs_{app.id}simulated{installation.id}token{number}"
    world.tokens[name] = Token(app.bot, None, installation.id, ends)
    return name, world.tokens[name]


def _claims(token: str) -> dict[str, Any]:
    try:
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (binascii.Error, ValueError, IndexError) as error:
        raise refused(401, "A JSON web token could not be decoded") from error
    if not isinstance(claims, dict):
        raise refused(401, "A JSON web token could not be decoded")
    return claims


def _check_signature(token: str, public_key: str) -> None:
    import jwt

    try:
        jwt.decode(
            token,
            public_key,
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
    except jwt.InvalidTokenError as error:
        raise refused(401, "A JSON web token could not be decoded") from error
