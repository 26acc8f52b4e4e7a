"""What somebody edits while a pass is at work is taken in by that same pass."""

from pathlib import Path

from syncd.testing.exchange import Request
from tests.github.stage import GitHubStage
from tests.proof.office import Office


def test_a_ticket_that_was_edited_meanwhile_is_read_again(
    stage: GitHubStage, tmp_path: Path
) -> None:
    """What somebody writes on a ticket just when it is adopted holds up nothing.

    A closed one gets no label, so that no scan shows what has changed on it.
    """
    key = stage.human.create("Add a circuit breaker", "By hand.")
    stage.human.close(key)
    url = next(t.url for t in stage.simulator.state().tickets if t.key == key)
    office = Office.at(stage, tmp_path, f"[{key}]({url})")
    reads: list[Request] = []

    def write_meanwhile(request: Request) -> None:
        reads.append(request)
        if len(reads) == 2:
            stage.human.write(key, "Somebody's words.")

    stage.simulator.before(write_meanwhile, f"GET /repos/{key.replace('#', '/issues/')}")
    outcome = office.passes()
    assert outcome.complete
    text = str(stage.whole(key)["text"])
    assert "Somebody's words." in text
    assert "PM-2026-0051-01" in text
