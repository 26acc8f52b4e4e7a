"""A tour through the GitHub simulator: everything that it answers, asked for in the right way.

A simulator that tells the truth on this tour has been looked at in each of its routes.
"""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

from syncd.testing import Options
from syncd.testing.github import GitHubSimulator
from tests.tokens import token

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TOKEN = token("tour")
REPO = "/repos/acme/pay"
PM = f"{REPO}/contents/post-mortems/2026/payments.md"
Call = Callable[..., Any]


def tour() -> GitHubSimulator:
    """A simulator after the tour, closed, with all exchanges and deliveries."""
    simulator = GitHubSimulator(Options(now=NOW))
    simulator.record = True
    simulator.announce(token("webhook"))
    simulator.repository("acme/pay", roles={"jane": "write", "li": "read"})
    with simulator:

        def call(
            method: str, path: str, sent: Any = None, *, bearer: str = TOKEN, **more: str
        ) -> Any:
            return _call(simulator.url, method, path, sent, bearer, more)

        for part in (_people, _labels, _issues, _comments, _events, _documents, _git, _pulls):
            part(call)
        _hooks(call)
        _app(call)
        _humans(simulator, call)
        _faults(simulator, call)
    return simulator


def _call(
    url: str, method: str, path: str, sent: Any, bearer: str, headers: dict[str, str]
) -> Any:  # fmt: skip
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    head = {"Accept": "application/vnd.github+json", "Authorization": f"Bearer {bearer}"}
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    body = None
    if sent is not None:
        body = json.dumps(sent).encode()
        head["Content-Type"] = "application/json"
    connection.request(method, path, body, head)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content


def _people(call: Call) -> None:
    call("GET", "/user")
    jane = call("GET", "/users/jane")
    call("GET", f"/user/{jane['id']}")
    call("GET", "/rate_limit")
    call("GET", "/meta")
    call("GET", REPO)
    for path in ("collaborators", "assignees"):
        call("GET", f"{REPO}/{path}")
        call("GET", f"{REPO}/{path}/jane")
    call("GET", f"{REPO}/collaborators/jane/permission")


def _labels(call: Call) -> None:
    new = {"name": "priority/P0", "color": "ff0000", "description": "now"}
    for _ in range(2):  # the second is refused
        call("POST", f"{REPO}/labels", new)
    call("POST", f"{REPO}/labels", {"name": "post-mortem"})
    call("GET", f"{REPO}/labels?per_page=1")
    call("GET", f"{REPO}/labels/priority%2FP0")
    call("PATCH", f"{REPO}/labels/priority%2FP0", {"new_name": "priority/P1", "color": "00ff00"})
    call("DELETE", f"{REPO}/labels/priority%2FP1")
    call("GET", f"{REPO}/labels/priority%2FP1")
    call("POST", f"{REPO}/milestones", {"title": "Q1", "due_on": "2026-03-31T00:00:00Z"})
    call("GET", f"{REPO}/milestones")
    call("GET", f"{REPO}/milestones/1")
    call("PATCH", f"{REPO}/milestones/1", {"description": "first"})


def _issues(call: Call) -> None:
    draft = {"title": "Add breaker", "body": "Why.", "labels": ["post-mortem", "new"]}
    call("POST", f"{REPO}/issues", draft | {"assignees": ["jane"], "milestone": 1})
    for number in range(2, 5):
        call("POST", f"{REPO}/issues", {"title": f"Ticket {number}"})
    since = "since=2020-01-01T00:00:00Z&sort=updated&direction=asc"
    call("GET", f"{REPO}/issues?state=all&labels=post-mortem&per_page=100&{since}")
    call("GET", f"{REPO}/issues?state=all&per_page=2&page=2")
    call("GET", f"{REPO}/issues?assignee=jane&milestone=1&creator=jane")
    one = f"{REPO}/issues/1"
    call("GET", one)
    call("PATCH", one, {"title": "Add a breaker", "body": "Because.", "labels": ["a"]})
    call("PATCH", one, {"state": "closed", "state_reason": "not_planned", "milestone": None})
    call("PATCH", one, {"state": "open", "state_reason": "reopened", "assignees": ["li"]})
    call("POST", f"{one}/labels", {"labels": ["b"]})
    call("PUT", f"{one}/labels", {"labels": ["c", "d"]})
    call("GET", f"{one}/labels")
    for name in ("c", "nobody-has-it"):
        call("DELETE", f"{one}/labels/{name}")
    call("DELETE", f"{one}/labels")
    call("POST", f"{one}/assignees", {"assignees": ["jane"]})
    call("DELETE", f"{one}/assignees", {"assignees": ["jane"]})
    call("GET", f"{one}/assignees/jane")
    call("PUT", f"{one}/lock", {"lock_reason": "resolved"})
    call("DELETE", f"{one}/lock")
    call("GET", f"{REPO}/issues/99")
    call("GET", "/search/issues?q=repo%3Aacme%2Fpay+is%3Aissue+ticket&per_page=2&sort=updated")


def _comments(call: Call) -> None:
    said = call("POST", f"{REPO}/issues/1/comments", {"body": "Overdue."})
    one = f"{REPO}/issues/comments/{said['id']}"
    call("POST", f"{REPO}/issues/1/comments", {"body": "x" * 70_000})
    call("GET", f"{REPO}/issues/1/comments")
    call("GET", f"{REPO}/issues/comments?since=2020-01-01T00:00:00Z&sort=updated&direction=asc")
    call("GET", one)
    call("PATCH", one, {"body": "Done."})
    for place in (one, f"{REPO}/issues/1"):
        for _ in range(2):  # the second was there
            seen = call("POST", f"{place}/reactions", {"content": "eyes"})
        call("GET", f"{place}/reactions")
        call("DELETE", f"{place}/reactions/{seen['id']}")
    call("DELETE", one)
    call("GET", one)


def _events(call: Call) -> None:
    call("GET", f"{REPO}/issues/1/events")
    call("GET", f"{REPO}/issues/1/timeline")
    call("GET", f"{REPO}/issues/events/{call('GET', f'{REPO}/issues/events')[0]['id']}")


def _documents(call: Call) -> None:
    text = base64.b64encode(b"# Payments\n").decode()
    made = call("PUT", PM, {"message": "Add", "content": text, "branch": "main"})
    call("GET", PM)
    call("GET", f"{REPO}/contents/post-mortems/2026?ref=main")
    call("GET", f"{REPO}/contents/")
    call("GET", f"{REPO}/contents")
    call("GET", f"{REPO}/contents/not-there.md")
    call("GET", PM, Accept="application/vnd.github.raw+json")
    edit = {"message": "Edit", "content": base64.b64encode(b"# P\n").decode()}
    call("PUT", PM, edit | {"sha": "0" * 40})
    call("PUT", PM, edit)
    edited = call("PUT", PM, edit | {"sha": made["content"]["sha"]})
    call("DELETE", PM, {"message": "Remove", "sha": edited["content"]["sha"]})


def _git(call: Call) -> None:
    call("GET", f"{REPO}/branches")
    head = call("GET", f"{REPO}/branches/main")["commit"]["sha"]
    call("GET", f"{REPO}/commits?path=post-mortems&per_page=1")
    parent = call("GET", f"{REPO}/commits/main")["parents"][0]["sha"]
    call("GET", f"{REPO}/commits/not-there")
    call("GET", f"{REPO}/compare/{parent}...main")
    call("GET", f"{REPO}/rules/branches/main")
    tree = call("GET", f"{REPO}/git/trees/main?recursive=1")
    blob = call("POST", f"{REPO}/git/blobs", {"content": "# B\n", "encoding": "utf-8"})["sha"]
    call("GET", f"{REPO}/git/blobs/{blob}")
    entry = {"path": "b.md", "mode": "100644", "type": "blob", "sha": blob}
    made = call("POST", f"{REPO}/git/trees", {"base_tree": tree["sha"], "tree": [entry]})["sha"]
    commit = {"message": "B", "tree": made, "parents": [head]}
    sha = call("POST", f"{REPO}/git/commits", commit)["sha"]
    call("GET", f"{REPO}/git/commits/{sha}")
    for _ in range(2):  # the second is refused
        call("POST", f"{REPO}/git/refs", {"ref": "refs/heads/syncd/b", "sha": sha})
    call("GET", f"{REPO}/git/ref/heads/main")
    call("GET", f"{REPO}/git/matching-refs/heads/")
    call("PATCH", f"{REPO}/git/refs/heads/syncd/b", {"sha": sha, "force": True})


def _pulls(call: Call) -> None:
    wanted = {"title": "Link tickets", "head": "syncd/b", "base": "main", "body": "Why."}
    pull = call("POST", f"{REPO}/pulls", wanted)
    one = f"{REPO}/pulls/{pull['number']}"
    call("GET", f"{REPO}/pulls?state=open&head=acme:syncd/b")
    call("GET", one)
    call("GET", f"{one}/files")
    call("GET", f"{REPO}/commits/{pull['head']['sha']}/pulls")
    call("GET", f"{REPO}/issues?state=all")
    call("PATCH", one, {"title": "Link the tickets", "state": "closed"})
    call("DELETE", f"{REPO}/git/refs/heads/syncd/b")
    call("GET", f"{REPO}/git/ref/heads/syncd/b")


def _hooks(call: Call) -> None:
    config = {"url": "http://127.0.0.1:9/", "content_type": "json", "secret": token("webhook")}
    wanted = {"name": "web", "config": config, "events": ["issues"], "active": False}
    one = f"{REPO}/hooks/{call('POST', f'{REPO}/hooks', wanted)['id']}"
    call("GET", f"{REPO}/hooks")
    call("GET", one)
    call("PATCH", one, {"events": ["issues", "push"]})
    call("POST", f"{one}/pings")
    call("DELETE", one)


def _app(call: Call) -> None:
    expires = int((NOW + timedelta(minutes=5)).timestamp())
    parts: list[dict[str, Any]] = [{"alg": "RS256", "typ": "JWT"}, {"iss": "7", "exp": expires}, {}]
    jwt = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode() for p in parts)
    call("GET", "/app", bearer=jwt)
    where = call("GET", f"{REPO}/installation", bearer=jwt)["id"]
    call("GET", "/app/installations", bearer=jwt)
    call("GET", f"/app/installations/{where}", bearer=jwt)
    lent = call("POST", f"/app/installations/{where}/access_tokens", {}, bearer=jwt)["token"]
    call("GET", "/installation/repositories", bearer=lent)
    call("POST", f"{REPO}/issues", {"title": "By an app"}, bearer=lent)
    call("GET", "/app", bearer=TOKEN)


def _humans(simulator: GitHubSimulator, call: Call) -> None:
    ana = simulator.human("ana")
    ticket = ana.create("acme/pay", "Page sooner", "Why.", ("x",), ("jane",))
    ana.edit(ticket, title="Page much sooner")
    said = ana.comment(ticket, "Looking.")
    ana.edit_comment(said, "Looked.")
    ana.delete_comment(said)
    ana.close(ticket)
    ana.reopen(ticket)
    ana.label(ticket, "y")
    ana.unlabel(ticket, "y")
    ana.assign(ticket, "li")
    ana.unassign(ticket, "li")
    ana.lock(ticket)
    for part in ("", "/events", "/timeline"):
        call("GET", f"{REPO}/issues/{ticket.rpartition('#')[2]}{part}")
    for do in (ana.delete, ana.hide, lambda key: ana.transfer(key, "acme/search")):
        ticket = ana.create("acme/pay", "Soon elsewhere")
        do(ticket)
        call("GET", f"{REPO}/issues/{ticket.rpartition('#')[2]}")
    call("GET", "/repos/acme/search/issues/1")


def _faults(simulator: GitHubSimulator, call: Call) -> None:
    for do in ("503", "429", "403-limit", "out-of-quota"):
        fault = {"match": "GET .*", "times": 1, "do": do, "retry_after": 1}
        _call(simulator.origin, "POST", "/_simulator/faults", [fault], "t", {})
        call("GET", f"{REPO}/labels")
