"""What became of a ticket whose making was broken off is found out before it is made again."""

from pathlib import Path

from benchmarks.faults.case import Blow, Case, Hazard, Round
from benchmarks.faults.world import play
from syncd.testing.exchange import Request
from tests.github.stage import PROJECT, GitHubStage
from tests.proof.office import Office

_LIST = "GET /repos/acme/pay/issues"


def test_the_lag_counts_from_the_last_request_of_a_batch() -> None:
    """Of many tickets that one pass was killed over, none is taken for unmade too early."""
    killed = Round(
        pause=0.0,
        blows=(Blow(Hazard.KILLED_AFTER, "create", 5),),
        acts=0,
        acts_at=(),
        lagging=True,
        full=False,
    )
    at_once = Round(pause=0.0, blows=(), acts=0, acts_at=(), lagging=True, full=False)
    case = Case(
        seed=1,
        hazards=frozenset({Hazard.KILLED_AFTER, Hazard.LAGGING}),
        rounds=(killed, at_once),
        settled=False,
        reminds=False,
        pace=0.125,
        page=None,
    )
    played = play("github", case)
    assert played.hits[Hazard.KILLED_AFTER] == 1
    assert played.hits[Hazard.LAGGING] > 0
    assert played.problems == []


def test_a_look_that_fails_proves_nothing(stage: GitHubStage, tmp_path: Path) -> None:
    """An unsure attempt is not forgotten when the tracker cannot be asked about it.

    Without the right to label the ticket is on no list of syncd's: only its marker tells.
    """
    stage.simulator.repository(PROJECT, roles={"syncd-bot": "read"})
    office = Office.at(stage, tmp_path)
    stage.fault("lose-answer", "create")
    office.passes()
    seen: list[Request] = []

    def fail_the_look(request: Request) -> None:
        seen.append(request)
        if len(seen) == 2:
            stage.simulator.faults.add(_LIST, "503", 50)

    stage.pass_time(60)
    end = stage.simulator.before(fail_the_look, _LIST)
    assert not office.passes().complete
    end()
    stage.simulator.faults.clear()
    stage.pass_time(60)
    assert office.passes().complete
    assert len(stage.keys()) == 2
    assert all(office.links)
