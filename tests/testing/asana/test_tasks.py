"""Tasks: made, listed, edited, tagged, moved, deleted."""

from typing import Any

import pytest

from syncd.testing.asana import AsanaSimulator
from syncd.testing.asana.humans import Human
from tests.testing.asana.conftest import OTHER, PROJECT, Bearer

LIST = f"GET /tasks?project={PROJECT}&limit=100"


def gids(client: Bearer, line: str) -> list[str]:
    """The gids that a list shows."""
    return [each["gid"] for each in client.data(line)]


def test_a_task_is_made_with_everything_on_it(sim: AsanaSimulator, client: Bearer) -> None:
    """Name, text, tags, assignee, due date and project go into one request; 201 tells where."""
    tag = client.data("POST /tags", name="post-mortem", workspace=sim.world.workspace)
    jane = sim.human("jane@acme.com").gid
    wish = {
        "name": "Add breaker",
        "html_notes": "<body>Why: <strong>outage</strong> &amp; more</body>",
        "projects": [PROJECT],
        "tags": [tag["gid"]],
        "assignee": "jane@acme.com",
        "due_on": "2026-03-08",
    }
    status, body, headers = client.ask("POST /tasks", {"data": wish})
    made = body["data"]
    assert status == 201
    assert headers["Location"].endswith(f"/api/1.0/tasks/{made['gid']}")
    assert (made["assignee"]["gid"], made["due_on"]) == (jane, "2026-03-08")
    assert [each["name"] for each in made["tags"]] == ["post-mortem"]
    assert made["notes"] == "Why: outage & more"
    assert made["memberships"][0]["project"]["gid"] == PROJECT
    assert made["permalink_url"].startswith(f"{sim.origin}/1/")
    assert "html_notes" not in made  # has to be asked for


@pytest.mark.parametrize(
    ("wish", "status", "words"),
    [
        ({"name": "x"}, 400, "You should specify one of workspace, parent, projects"),
        ({"projects": ["abc"]}, 400, "projects: [0]: Not a recognized ID: abc"),
        ({"projects": [7]}, 400, "projects: [0]: Not a valid GID type: number"),
        ({"projects": ["42"]}, 404, "projects: Unknown object: 42"),
        ({"projects": [PROJECT], "due_on": "soon"}, 400, "Date must be in ISO-8601"),
        (
            {"projects": [PROJECT], "due_on": "2026-03-01", "due_at": "2026-03-01T00:00:00Z"},
            400,
            "You may only provide one of due_on or due_at!",
        ),
        ({"projects": [PROJECT], "assignee": "no@acme.com"}, 404, "assignee: Unknown object"),
        ({"projects": [PROJECT], "tags": ["42"]}, 404, "tag: Unknown object: 42"),
        ({"projects": [PROJECT], "html_notes": "<body><p>x</p></body>"}, 400, "unsupported tag"),
        ({"projects": [PROJECT], "html_notes": "<body>a & b</body>"}, 400, "XML is invalid"),
        ({"projects": [PROJECT], "html_notes": "text"}, 400, "XML is invalid"),
        ({"projects": [PROJECT], "external": {"gid": "x"}}, 403, "OAuth"),
    ],
)
def test_what_is_refused_makes_nothing(
    sim: AsanaSimulator, client: Bearer, wish: dict[str, Any], status: int, words: str
) -> None:
    """Each refusal has its status and words, and leaves no task behind."""
    told = client.said("POST /tasks", {"data": wish})
    assert told[0] == status
    assert words in told[1]
    assert sim.state().tickets == []


def test_compact_full_and_chosen_fields(client: Bearer, human: Human) -> None:
    """A list is compact, one task is full, and `opt_fields` gives just what it names."""
    gid = human.create(PROJECT, "Add breaker", "Why.", labels=["ours"], assignee="li@acme.com")
    (compact,) = client.data(LIST)
    assert set(compact) == {"gid", "resource_type", "name", "resource_subtype"}
    full = client.data(f"GET /tasks/{gid}")
    assert full["notes"] == "Why."
    assert full["assignee"] == {
        "gid": full["assignee"]["gid"],
        "resource_type": "user",
        "name": "Li",
    }
    (chosen,) = client.data(f"{LIST}&opt_fields=name,assignee.email,tags.name,html_notes")
    assert set(chosen) == {"gid", "name", "assignee", "tags", "html_notes"}
    assert set(chosen["assignee"]) == {"gid", "email"}
    (bare,) = client.data(f"{LIST}&opt_fields=this.(assignee|memberships)")
    assert set(bare["assignee"]) == {"gid", "resource_type"}
    assert set(bare["memberships"][0]["section"]) == {"gid", "resource_type"}


def test_pages(client: Bearer, human: Human) -> None:
    """Pages end with `next_page` of null; an offset is one that was given, of the same list."""
    made = [human.create(PROJECT, f"Task {n}") for n in range(5)]
    found, line = [], f"GET /tasks?project={PROJECT}&limit=2"
    status, body, _ = client.ask(line)
    while True:
        found += [each["gid"] for each in body["data"]]
        if body["next_page"] is None:
            break
        offset = body["next_page"]["offset"]
        assert body["next_page"]["path"].startswith("/tasks?")
        status, body, _ = client.ask(f"{line}&offset={offset}")
        assert status == 200
    assert found == made
    for wrong in (f"{line}&offset=abc", f"GET /tasks?project={OTHER}&limit=2&offset={offset}"):
        assert client.said(wrong) == (400, "offset: Your pagination token is invalid.")
    assert client.status(f"GET /tasks?project={PROJECT}&limit=101") == 400


def test_offsets_expire(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """An offset is good for some time only."""
    for n in range(2):
        human.create(PROJECT, f"Task {n}")
    line = f"GET /tasks?project={PROJECT}&limit=1"
    offset = client.send(line)["next_page"]["offset"]
    sim.clock.advance(days=2)
    assert client.said(f"{line}&offset={offset}")[0] == 400


def test_a_list_without_a_limit_has_its_limit(client: Bearer, human: Human) -> None:
    """More than a thousand are not given at once."""
    for n in range(1001):
        human.create(PROJECT, f"Task {n}")
    status, words = client.said(f"GET /tasks?project={PROJECT}")
    assert status == 400
    assert "You should use pagination" in words


def test_what_counts_as_modified(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """Assigning, renaming, completing and comments count; what happens elsewhere does not."""
    gids_made = [human.create(PROJECT, f"Task {n}") for n in range(7)]
    sim.clock.advance(hours=1)
    since = sim.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    line = f"{LIST}&modified_since={since}"
    assert gids(client, line) == []
    human.assign(gids_made[0], "li@acme.com")
    human.edit(gids_made[1], title="Renamed")
    human.close(gids_made[2])
    human.comment(gids_made[3], "Hm.")
    human.label(gids_made[4], "ours")
    human.add_to(gids_made[5], OTHER)
    assert gids(client, line) == gids_made[:6]
    shown = client.data(f"{LIST}&opt_fields=modified_at")
    moved = {each["gid"] for each in shown if each["modified_at"] >= since[:19]}
    assert moved == set(gids_made[:4])  # associations do not move the time that is shown


def test_only_what_is_sent_is_changed(client: Bearer, human: Human) -> None:
    """An update sets its fields, and what others set meanwhile stays."""
    gid = human.create(PROJECT, "Add breaker", "Why.", due="2026-03-08")
    client.data(f"PUT /tasks/{gid}", name="Add a breaker", completed=True)
    task = client.data(f"GET /tasks/{gid}")
    assert (task["name"], task["notes"], task["due_on"]) == ("Add a breaker", "Why.", "2026-03-08")
    assert task["completed_at"] is not None
    client.data(f"PUT /tasks/{gid}", completed=False)
    assert client.data(f"GET /tasks/{gid}")["completed_at"] is None
    for fixed in ("projects", "tags"):
        told = client.said(f"PUT /tasks/{gid}", {"data": {fixed: []}})
        assert told == (400, f"{fixed}: Cannot write this property")


def test_due_with_a_time(client: Bearer, human: Human) -> None:
    """A time has its date beside it; a date that is set takes the time away."""
    gid = human.create(PROJECT, "Add breaker")
    human.due(gid, at="2026-03-08T15:00:00.000Z")
    task = client.data(f"GET /tasks/{gid}")
    assert (task["due_on"], task["due_at"]) == ("2026-03-08", "2026-03-08T15:00:00.000Z")
    task = client.data(f"PUT /tasks/{gid}", due_on="2026-03-10")
    assert (task["due_on"], task["due_at"]) == ("2026-03-10", None)


def test_tags_go_on_and_off_one_by_one(sim: AsanaSimulator, client: Bearer, human: Human) -> None:
    """Others stay; once more is no error; two tags can have one name."""
    gid = human.create(PROJECT, "Add breaker", labels=["ours"])
    workspace = sim.world.workspace
    first = client.data("POST /tags", name="x", workspace=workspace)["gid"]
    second = client.data(f"POST /workspaces/{workspace}/tags", name="x")["gid"]
    assert first != second
    for _ in range(2):
        assert client.data(f"POST /tasks/{gid}/addTag", tag=first) == {}
    names = [each["name"] for each in client.data(f"GET /tasks/{gid}/tags")]
    assert names == ["ours", "x"]
    client.data(f"POST /tasks/{gid}/removeTag", tag=first)
    client.data(f"POST /tasks/{gid}/removeTag", tag=second)
    assert [each["name"] for each in client.data(f"GET /tasks/{gid}/tags")] == ["ours"]
    assert gids(client, f"GET /tags/{first}/tasks?limit=10") == []


def test_a_task_can_be_in_several_projects(client: Bearer, human: Human) -> None:
    """Leaving a project is not deletion: the task is still there by its gid."""
    gid = human.create(PROJECT, "Add breaker")
    client.data(f"POST /tasks/{gid}/addProject", project=OTHER)
    assert len(client.data(f"GET /tasks/{gid}/projects")) == 2
    client.data(f"POST /tasks/{gid}/removeProject", project=PROJECT)
    assert gids(client, LIST) == []
    assert client.data(f"GET /tasks/{gid}")["projects"][0]["gid"] == OTHER


def test_sections(client: Bearer, human: Human) -> None:
    """A task is in a section of each project; it can be made there, and moved."""
    doing = client.data(f"POST /projects/{PROJECT}/sections", name="Doing")["gid"]
    made = client.data(
        "POST /tasks", name="x", memberships=[{"project": PROJECT, "section": doing}]
    )
    assert made["memberships"][0]["section"]["name"] == "Doing"
    other = human.create(PROJECT, "y")
    client.data(f"POST /sections/{doing}/addTask", task=other)
    assert gids(client, f"GET /sections/{doing}/tasks?limit=10") == [made["gid"], other]
    names = [each["name"] for each in client.data(f"GET /projects/{PROJECT}/sections")]
    assert names == ["Untitled section", "Doing"]


def test_gone_and_hidden(client: Bearer, human: Human) -> None:
    """404 for what was deleted, until it is restored; 403 for what is not for the asker."""
    gid, private = human.create(PROJECT, "x"), human.create(PROJECT, "y")
    client.data(f"DELETE /tasks/{gid}")
    assert client.said(f"GET /tasks/{gid}") == (404, f"task: Unknown object: {gid}")
    assert gids(client, LIST) == [private]
    human.restore(gid)
    assert client.status(f"GET /tasks/{gid}") == 200
    human.hide(private)
    assert client.said(f"GET /tasks/{private}") == (403, "You do not have access to this task.")
    assert client.said("GET /tasks/abc") == (400, "task: Not a recognized ID: abc")


def test_external_data_is_for_apps(client: Bearer, sim: AsanaSimulator) -> None:
    """An OAuth app sees what it put there and can ask by its own gid; nobody else does."""
    app = Bearer(sim.url, "app")
    wish = {"name": "x", "projects": [PROJECT], "external": {"gid": "PM-1-01", "data": "{}"}}
    gid = app.data("POST /tasks", **wish)["gid"]
    assert app.data(f"GET /tasks/{gid}?opt_fields=external")["external"]["gid"] == "PM-1-01"
    assert app.data("GET /tasks/external:PM-1-01")["gid"] == gid
    assert client.data(f"GET /tasks/{gid}?opt_fields=external")["external"] is None
    assert client.said(f"PUT /tasks/{gid}", {"data": {"external": {"data": "x"}}})[0] == 403
