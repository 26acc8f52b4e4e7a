"""What each simulator takes for a mention, and what it shows of that."""

import pytest

from syncd.testing.asana import AsanaSimulator
from syncd.testing.jira import JiraSimulator, texts
from syncd.testing.jira.records import Text
from syncd.testing.linear import LinearSimulator
from syncd.testing.linear.mentions import mentioned, profile
from syncd.testing.simulator import Options


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("[~jane] and [~accountid:5b10]", ["jane", "5b10"]),
        (r"\[~jane]", []),
        ("{code:python}[~jane]{code} [~omar]", ["omar"]),
        ("{noformat}[~jane]", []),
        ("@jane [jane]", []),
    ],
)
def test_jira_wiki_markup(markup: str, names: list[str]) -> None:
    """In wiki markup brackets mention, outside of code and without a backslash."""
    assert list(texts.mentions(Text("wiki", markup))) == names


def test_jira_state() -> None:
    """The state names whoever is mentioned, each once, by account; nobody who is not there."""
    with JiraSimulator(Options(projects=("PAY",))) as simulator:
        jane = simulator.user("jane@acme.com")
        human = simulator.human("li@acme.com")
        key = human.create("PAY", "x", "[~accountid:nobody]")
        told = f"[~accountid:{jane.account_id}]"
        human.comment(key, f"{told} {told}")
        state = simulator.state()
    assert state.tickets[0].mentioned == []
    assert state.as_json()["comments"][0]["mentioned"] == [jane.account_id]


def test_linear() -> None:
    """The address of an active member's profile mentions; in code, or of a longer name, not."""
    with LinearSimulator(Options(projects=("PAY",))) as simulator:
        world = simulator.world
        jane = simulator.user("jane@acme.com", display_name="jane")
        gone = simulator.user("gone@acme.com", display_name="gone", active=False)
        address = profile(world, jane)
        assert mentioned(world, f"Ask {address}.") == [jane.id]
        for text in (
            f"`{address}`",
            f"{address}doe",
            f"{address}.doe",
            profile(world, gone),
            "@jane",
        ):
            assert mentioned(world, text) == []


def test_asana() -> None:
    """A link with a person's gid mentions, one with a task's or a plain name does not."""
    with AsanaSimulator(Options(projects=("1208000000000001",))) as simulator:
        jane = simulator.human("jane@acme.com").gid
        human = simulator.human("li@acme.com")
        key = human.create("1208000000000001", "x", html="<body>@Jane</body>")
        html = f'<body><a data-asana-gid="{jane}"/> <a data-asana-gid="{key}"/></body>'
        other = human.create("1208000000000001", "y", html=html)
        mentioned_by = {each.key: each.mentioned for each in simulator.state().tickets}
    assert mentioned_by == {key: [], other: [jane]}
