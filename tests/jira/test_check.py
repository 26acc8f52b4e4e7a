"""What `syncd doctor` finds on Jira, beyond that all is well."""

from dataclasses import replace

from syncd.model import Priority
from syncd.testing.conformance.opened import Opened
from syncd.testing.jira import FIELDS, custom
from tests.jira.conftest import Open
from tests.jira.stage import PROJECT, JiraStage
from tests.jira.test_writing import fresh


def told(it: Opened, *projects: str) -> dict[str, str | None]:
    """What is not well, with the way out."""
    checks = it.tracker.check(projects or [PROJECT])
    return {check.message: check.hint for check in checks if not check.ok}


def test_required_fields_that_nobody_gives(either: JiraStage, opened: Open) -> None:
    """Each is named with what it can be; one that the configuration gives is well."""
    team = custom("Team", "option", 10_050, required=True, allowed=("Core", "Web"))
    points = custom("Points", "number", 10_051, required=True)
    given = custom("Given", "string", 10_052, required=True)
    default = custom("Default", "string", 10_053, required=True, has_default=True)
    fresh(either, fields=(*FIELDS, team, points, given, default))
    found = told(opened(either, 'fields = { Given = "x" }'))
    way_out = 'set it for all tickets: fields = {{"{}" = ...}}'
    assert found == {
        "a Task needs 'Team' there, one of Core, Web": way_out.format("Team"),
        "a Task needs 'Points' there": way_out.format("Points"),
    }


def test_what_is_not_on_the_screen(either: JiraStage, opened: Open) -> None:
    """Without labels syncd finds its tickets no more; without dates it goes on."""
    fresh(either, without={"labels", "duedate"})
    checks = opened(either).tracker.check([PROJECT])
    found = {check.message: check.ok for check in checks if "no field" in check.message}
    assert found == {
        "labels have no field on the create screen": False,
        "due dates have no field on the create screen": True,
    }


def test_names_that_are_not_there(either: JiraStage, opened: Open) -> None:
    """A field, an issue type, a priority: each with the nearest or with what there is."""
    it = opened(either, 'fields = { "Epic Lnk" = "X-1" }', 'priorities = { P0 = "Blocker" }')
    assert set(told(it)) == {
        "PAY has no field 'Epic Lnk' on its create screen: did you mean 'Epic Link'?",
        "no priority is called 'Blocker': Highest, High, Medium, Low, Lowest",
    }
    assert it.settings.trackers["it"].settings.priorities == {Priority.P0: "Blocker"}  # type: ignore[attr-defined]


def test_an_issue_type_that_is_not_there(either: JiraStage, opened: Open) -> None:
    """The types that there are are listed."""
    (message,) = told(opened(either, 'issue_type = "Action"'))
    assert "no issue type 'Action' that syncd may make, but Task, Story" in message


def test_projects_and_tokens(either: JiraStage, opened: Open) -> None:
    """A project that is not there is told; with a wrong token no project is asked about."""
    it = opened(either)
    (message,) = told(it, "NOSUCH")
    assert "404 No project could be found with key 'NOSUCH'" in message
    with either.simulator.changing() as world:
        world.tokens.clear()
    either.clear_log()
    (message,) = told(it.again())
    assert "make a new token" in message
    assert len(either.log) == 1


def test_labels_that_are_one_in_jira(stage: JiraStage, opened: Open) -> None:
    """Two names that Jira stores alike cannot be told apart."""
    it = opened(stage)
    labels = replace(it.settings.labels, post_mortem="post mortem", overdue="post_mortem")
    (message,) = told(Opened(stage, replace(it.settings, labels=labels)))
    assert message == "Jira cannot tell the labels 'post mortem' and 'post_mortem' apart"


def test_a_clock_that_is_wrong(stage: JiraStage, opened: Open) -> None:
    """The difference is told in seconds; the stage's clock is both sides' otherwise."""
    from syncd.ports import Gate, RealTime

    it = opened(stage)
    gate = Gate("it", real_time=RealTime(lambda: stage.now() - 300, lambda _: None))
    tracker = it.settings.trackers["it"].open(gate, it.settings.labels)
    wrong = [check for check in tracker.check([PROJECT]) if not check.ok]
    assert [check.message for check in wrong] == ["this machine's clock is 300 s behind Jira's"]
