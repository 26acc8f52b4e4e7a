"""People at work, from Python and over HTTP."""

from syncd.testing.github import GitHubSimulator, Human
from tests.testing.client import Client

ISSUES = "/repos/acme/pay/issues"


def test_a_clone_has_the_text_and_an_id_of_its_own(client: Client, human: Human) -> None:
    """Marker and labels are copied along, which is what makes clones dangerous."""
    human.create("acme/pay", "T", "text <!-- marker -->", labels=("post-mortem",))
    assert human.clone("acme/pay#1") == "acme/pay#2"
    old, new = client.get(f"{ISSUES}/1"), client.get(f"{ISSUES}/2")
    assert (old["title"], old["body"], old["labels"]) == (new["title"], new["body"], new["labels"])
    assert old["id"] != new["id"]


def test_acts_over_http(sim: GitHubSimulator, client: Client) -> None:
    """A tester who has only a URL lets somebody act; what is not understood is told."""
    tester = Client(sim.origin)

    def act(**wanted: object) -> tuple[int, object]:
        status, body, _ = tester.ask("POST /_simulator/act", wanted)
        return status, body

    made = {"as": "admin", "do": "create", "repo": "acme/pay", "title": "T"}
    assert act(**made) == (200, {"done": "acme/pay#1"})
    act(**{"as": "admin"}, do="label", ticket="acme/pay#1", name="x")
    act(**{"as": "admin"}, do="close", ticket="acme/pay#1", reason="duplicate")
    issue = client.get(f"{ISSUES}/1")
    assert (issue["state_reason"], issue["closed_by"]["login"]) == ("duplicate", "admin")
    assert [label["name"] for label in issue["labels"]] == ["x"]
    assert act(**{"as": "admin"}, do="explode")[0] == 400
    assert act(**{"as": "admin"}, do="close", ticket="acme/pay#9")[0] == 400
    assert act(do="close")[0] == 400
    assert sim.log == [f"GET {ISSUES}/1"]


def test_state_has_what_a_tester_asks_for(sim: GitHubSimulator, human: Human) -> None:
    """Tickets with labels and assignees, comments with their ticket; deleted ones are gone."""
    human.create("acme/pay", "T", "B", labels=("x",), assignees=("write",))
    human.comment("acme/pay#1", "c")
    human.create("acme/pay", "gone")
    human.delete("acme/pay#2")
    state = Client(sim.origin).get("/_simulator/state")
    (ticket,) = state["tickets"]
    assert (ticket["key"], ticket["status"], ticket["closed"]) == ("acme/pay#1", "open", False)
    assert (ticket["labels"], ticket["assignees"]) == (["x"], ["write"])
    (comment,) = state["comments"]
    assert (comment["ticket"], comment["author"], comment["body"]) == (
        "acme/pay#1",
        "maintain",
        "c",
    )
