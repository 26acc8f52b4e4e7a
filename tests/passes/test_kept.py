"""A pass over one post-mortem comes to what a pass over everything comes to for it."""

import random
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from benchmarks.company import Company, Place
from syncd.config import load
from syncd.model import Outcome
from syncd.passes import Kept, Places, World, open_world, reconcile
from syncd.passes.pull import pull
from syncd.policy.rules import known_names
from syncd.ports import RealTime
from tests.github.stage import PROJECT, GitHubStage, github

DOCUMENTS = 6
STEPS = 12
PLACES = Places(projects=frozenset({("it", PROJECT)}))
_CAUSE = "## Root cause\n\nThe connection pool of the payments database was exhausted.\n\n## Action"


@pytest.fixture
def stage() -> Iterator[GitHubStage]:
    """A tracker."""
    with github() as it:
        yield it


@pytest.fixture
def company(stage: GitHubStage, tmp_path: Path) -> Company:
    """Post-mortems whose tickets are made, each with a root cause that came back."""
    place = Place(stage.table, stage.environ, stage.project, stage.accounts)
    real_time = RealTime(stage.now, stage.pass_time)
    company = Company(tmp_path, {"it": place}, real_time=real_time)
    company.write("it", DOCUMENTS)
    for n in range(1, DOCUMENTS + 1):
        text = company.path(n).read_text("utf-8")
        company.path(n).write_text(text.replace("## Action", _CAUSE), "utf-8")
    company.reconcile()
    stage.pass_time(3600)
    company.reconcile()
    return company


@pytest.fixture
def world(company: Company) -> Iterator[World]:
    """What a service has open."""
    file = company.folder / "syncd.toml"
    settings = load(file, environ=company.environ, rules=known_names())
    with open_world(settings, now=company.now, real_time=company.real_time) as world:
        world.memory.keep_decoded()
        yield world


@pytest.mark.parametrize("seed", range(4))
def test_it_comes_to_the_same(
    stage: GitHubStage, company: Company, world: World, seed: int
) -> None:
    """Whatever people and other replicas did between two passes, to this one or to others."""
    chance, kept = random.Random(seed), Kept()
    acts = _acts(stage, company, chance)
    told = 0
    for _ in range(STEPS):
        for act in chance.sample(acts, 2):
            act()
        stage.pass_time(60)
        now = world.at(company.later(1))
        pull(now, full=False, keep=True, progress=lambda *_: None)
        for n in chance.sample(range(1, DOCUMENTS + 1), 2):
            only = frozenset({f"PM-2026-{n:05}"})
            whole = reconcile(now, dry_run=True, only=only)
            part = reconcile(now, dry_run=True, only=only, places=PLACES, kept=kept)
            assert part.changes == whole.changes
            assert part.findings == whole.findings
            assert part.items == whole.items
            told += len(whole.changes) + len(whole.findings)
    assert told > STEPS


def _acts(
    stage: GitHubStage, company: Company, chance: random.Random
) -> list[Callable[[], object]]:
    def ticket() -> str:
        return chance.choice(stage.keys())

    def line(row: int) -> tuple[Path, list[str], int]:
        """A document, its lines, and which of them is that row of its table."""
        file = company.path(chance.randint(1, DOCUMENTS))
        lines = file.read_text("utf-8").splitlines(keepends=True)
        return file, lines, [n for n, each in enumerate(lines) if each.startswith("| ")][2:][row]

    def rewrite(change: Callable[[list[str]], object]) -> None:
        file, lines, n = line(chance.randrange(4))
        cells = lines[n].split("|")
        change(cells)
        lines[n] = "|".join(cells)
        file.write_text("".join(lines), "utf-8")

    def delete() -> None:
        file, lines, n = line(0)
        if len([each for each in lines if each.startswith("| ")]) > 4:
            file.write_text("".join(lines[:n] + lines[n + 1 :]), "utf-8")

    link = 7
    title = "Alert on exhausted connection pools of the payments database"
    return [
        lambda: stage.human.close(ticket()),
        lambda: stage.human.comment(ticket(), "Something was found out."),
        lambda: stage.human.comment(ticket(), f"/syncd duplicate-of {ticket()}"),
        lambda: stage.human.assign(ticket(), "omarh"),
        lambda: stage.human.retitle(ticket(), "Another title"),
        lambda: stage.human.clone(ticket()),
        lambda: rewrite(lambda cells: cells.__setitem__(1, f" {title} ")),
        lambda: rewrite(lambda cells: cells.__setitem__(link, f" {ticket()} ")),
        lambda: rewrite(lambda cells: cells.__setitem__(link, " ")),
        delete,
        company.reconcile,
    ]


def test_only_what_changed_is_matched(
    stage: GitHubStage, company: Company, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first pass one matches its own post-mortem, and those that are others by now."""
    matched: list[set[str]] = []
    module = import_module("syncd.passes.kept")
    real: Any = module.match

    def match(observed: Any) -> Any:
        matched.append({pm.id for pm in observed.post_mortems})
        return real(observed)

    monkeypatch.setattr(module, "match", match)
    kept, name = Kept(), "PM-2026-00002"

    def look() -> set[str]:
        reconcile(world.at(company.later(1)), only=frozenset({name}), places=PLACES, kept=kept)
        return matched.pop()

    assert len(look()) == DOCUMENTS
    assert look() == {name}
    item = next(each for each in world.memory.items() if each.post_mortem == "PM-2026-00004")
    assert item.ticket is not None
    stage.human.close(item.ticket.key)
    assert look() == {name, "PM-2026-00004"}
    assert look() == {name}


def test_what_rests_for_all_rests_for_one(
    stage: GitHubStage, company: Company, world: World
) -> None:
    """Where a whole pass changes nothing because links are lost, no other pass does either."""
    for n in range(1, 4):
        company.path(n).rename(company.folder / f"{n}.away")
    assert company.reconcile().errors
    name = "PM-2026-00005"
    item = next(each for each in world.memory.items() if each.post_mortem == name)
    assert item.ticket is not None
    stage.human.close(item.ticket.key)
    stage.pass_time(60)

    def outcomes() -> set[Outcome]:
        now, kept = world.at(company.later(1)), Kept()
        part = reconcile(now, only=frozenset({name}), places=PLACES, kept=kept)
        return {step.outcome for step in part.changes}

    assert outcomes() == {Outcome.SKIPPED}
    for n in range(1, 4):
        (company.folder / f"{n}.away").rename(company.path(n))
    now = world.at(company.later(1))
    reconcile(now, dry_run=True)
    assert outcomes() == {Outcome.SKIPPED}  # nobody has looked at everything since
    other = item.id.replace("-01", "-02")
    company.reconcile()
    item = next(each for each in world.memory.items() if each.id == other)
    assert item.ticket is not None
    stage.human.close(item.ticket.key)
    assert outcomes() == {Outcome.APPLIED}
