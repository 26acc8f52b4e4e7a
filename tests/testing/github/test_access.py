"""Tokens, roles, apps."""

import base64
import json
from dataclasses import replace
from typing import Any

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from syncd.testing import Options
from syncd.testing.github import GitHubSimulator, Human
from syncd.testing.github.app import add_app
from syncd.testing.github.records import Installation
from tests.testing.client import Client
from tests.testing.github.conftest import NOW, client_of
from tests.tokens import token

REPO = "/repos/acme/pay"


def test_tokens(sim: GitHubSimulator) -> None:
    """A wrong token is 401 before anything else; none sees nothing that is private."""
    status, body, _ = Client(sim.url, "wrong").ask(f"GET {REPO}")
    assert (status, body["message"], body["status"]) == (401, "Bad credentials", "401")
    nobody = client_of(sim, None)
    assert nobody.status(f"GET {REPO}") == 404
    assert nobody.ask("GET /user")[:1] == (401,)
    assert client_of(sim, "outsider").status(f"GET {REPO}") == 404


def test_a_public_repository(sim: GitHubSimulator) -> None:
    """Everybody reads, nobody unknown writes."""
    sim.repository("acme/open", private=False)
    nobody = client_of(sim, None)
    assert nobody.get("/repos/acme/open")["permissions"]["pull"] is True
    assert nobody.status("POST /repos/acme/open/issues", {"title": "T"}) == 401
    outsider = client_of(sim, "outsider")
    assert outsider.status("POST /repos/acme/open/issues", {"title": "T"}) == 201
    assert outsider.status("POST /repos/acme/open/labels", {"name": "x"}) == 403


def test_scopes_of_classic_tokens(sim: GitHubSimulator) -> None:
    """A classic token tells its scopes in every answer, a fine-grained one has none."""
    sim.token(token("classic"), "write", ("repo", "read:org"))
    sim.token(token("fine"), "write", None)
    classic, fine = (Client(sim.url, token(name)) for name in ("classic", "fine"))
    assert classic.ask("GET /user")[2]["X-OAuth-Scopes"] == "repo, read:org"
    assert "X-OAuth-Scopes" not in fine.ask("GET /user")[2]


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [
        ("admin", "admin", "admin"),
        ("maintain", "write", "maintain"),
        ("write", "write", "write"),
        ("triage", "read", "triage"),
        ("read", "read", "read"),
        ("outsider", "none", "none"),
    ],
)
def test_permission_of_a_person(client: Client, login: str, permission: str, role: str) -> None:
    """The old four words hide two roles; `role_name` tells them."""
    found = client.get(f"{REPO}/collaborators/{login}/permission")
    assert (found["permission"], found["role_name"]) == (permission, role)


def test_a_login_that_nobody_has(client: Client) -> None:
    """404, for people as for permissions."""
    assert client.status(f"GET {REPO}/collaborators/nobody/permission") == 404
    assert client.status("GET /users/nobody") == 404


@pytest.mark.parametrize(("login", "status"), [("read", 403), ("triage", 200), ("write", 200)])
def test_who_may_change_an_issue(
    sim: GitHubSimulator, human: Human, login: str, status: int
) -> None:
    """Reading is not enough to edit what somebody else wrote."""
    human.create("acme/pay", "T")
    client = client_of(sim, login)
    assert client.status(f"PATCH {REPO}/issues/1", {"title": "U"}) == status


def test_an_archived_repository(sim: GitHubSimulator, client: Client) -> None:
    """It can be read, and not written."""
    with sim.changing() as world:
        repo = world.repo_named("acme/pay")
        assert repo is not None
        world.repos[repo.id] = replace(repo, archived=True)
    assert client.get(f"{REPO}/issues") == []
    assert client.status(f"POST {REPO}/issues", {"title": "T"}) == 403


def test_a_renamed_repository(sim: GitHubSimulator, client: Client, human: Human) -> None:
    """The old name leads to the address by id: 301 to read, 307 to write; case never matters."""
    human.rename_repository("acme/pay", "acme/payments")
    status, _, headers = client.ask(f"GET {REPO}/issues?state=all")
    assert status == 301
    assert headers["Location"].endswith("/issues?state=all")
    assert client.status(f"POST {REPO}/issues", {"title": "T"}) == 307
    assert client.get(headers["Location"].removeprefix(sim.url)) == []
    assert client.get("/repos/ACME/Payments")["full_name"] == "acme/payments"


@pytest.fixture
def app(sim: GitHubSimulator) -> Client:
    """A client that signs as the app 7; its installation 3 covers one repository."""
    with sim.changing() as world:
        repo = world.repo_named("acme/pay")
        assert repo is not None
        add_app(world, 7, "syncd-app", "acme")
        world.installations[3] = Installation(3, 7, repo.owner, world.time(), (repo.id,))
    return Client(sim.url)


def jwt(**claims: Any) -> dict[str, str]:
    """The header of a token with these claims; its signature is none."""
    now = int(NOW.timestamp())
    body = {"iss": "7", "iat": now - 60, "exp": now + 300, **claims}
    parts = [{"alg": "RS256", "typ": "JWT"}, body]
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return {"Authorization": "Bearer " + ".".join([*(t.rstrip("=") for t in texts), "x"])}


def test_an_installation_token_ends(sim: GitHubSimulator, app: Client) -> None:
    """It acts as the bot for one hour of the simulator's time, where it is installed."""
    path = "/app/installations/3/access_tokens"
    status, token, _ = app.ask(f"POST {path}", None, jwt())
    assert (status, token["expires_at"]) == (201, "2026-03-01T10:00:00Z")
    bot = Client(sim.url, token["token"])
    issue = bot.send(f"POST {REPO}/issues", {"title": "T", "labels": ["x"]})
    assert (issue["user"]["login"], issue["user"]["type"]) == ("syncd-app[bot]", "Bot")
    assert issue["performed_via_github_app"]["id"] == 7
    assert len(issue["labels"]) == 1
    assert bot.status("GET /repos/acme/other") == 404
    assert bot.get("/installation/repositories")["total_count"] == 1
    sim.clock.advance(minutes=59)
    assert bot.status(f"GET {REPO}") == 200
    sim.clock.advance(minutes=1)
    assert bot.status(f"GET {REPO}") == 401


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"exp": int(NOW.timestamp()) - 1}, "must be in the future"),
        ({"exp": int(NOW.timestamp()) + 700}, "too far in the future"),
        ({"exp": None}, "must be a numeric value"),
    ],
)
def test_a_wrong_jwt(app: Client, claims: dict[str, Any], words: str) -> None:
    """401 in GitHub's words."""
    status, body, _ = app.ask("GET /app", None, jwt(**claims))
    assert status == 401
    assert words in body["message"]


def test_the_signature_of_an_app(sim: GitHubSimulator) -> None:
    """An app that has registered its key is believed with that key only."""
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
    public = (
        keys[0]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with sim.changing() as world:
        add_app(world, 9, "signed", "acme", public.decode())
    now = int(NOW.timestamp())
    claims = {"iss": "9", "iat": now, "exp": now + 60}
    statuses = []
    for key in keys:
        token = pyjwt.encode(claims, key, algorithm="RS256")
        statuses.append(Client(sim.url).ask("GET /app", None, {"Authorization": f"Bearer {token}"}))
    assert [status for status, _, _ in statuses] == [200, 401]


def test_an_app_knows_itself(app: Client) -> None:
    """Its name, its installations, and that an unknown one is 404."""
    assert app.ask("GET /app", None, jwt())[1]["slug"] == "syncd-app"
    assert app.ask("GET /app/installations", None, jwt())[1][0]["id"] == 3
    assert app.ask(f"GET {REPO}/installation", None, jwt())[1]["id"] == 3
    assert app.ask("POST /app/installations/4/access_tokens", None, jwt())[0] == 404
    assert app.ask("GET /app", None, jwt(iss="8"))[0] == 404


def test_an_open_door() -> None:
    """For whoever just wants to try: any token, any repository, any login but `no-...`."""
    with GitHubSimulator(Options(now=NOW, projects=("acme/docs",))) as sim:
        client = Client(sim.url, token("anything"))
        assert client.get("/repos/acme/docs/contents/README.md")["path"] == "README.md"
        wanted = {"title": "T", "assignees": ["janedoe"], "labels": ["x"]}
        issue = client.send("POST /repos/team/brand-new/issues", wanted)
        assert issue["assignee"]["login"] == "janedoe"
        assert client.status("GET /repos/team/brand-new/assignees/no-one") == 404
        assert Client(sim.url).status("GET /repos/team/brand-new") == 404
        assert client.ask("POST /app/installations/5/access_tokens", None, jwt())[0] == 201
