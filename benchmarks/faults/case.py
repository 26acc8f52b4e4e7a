"""What will go wrong in a case, drawn from its seed before anything happens."""

import random
from dataclasses import dataclass, replace
from enum import StrEnum


class Hazard(StrEnum):
    """Everything that goes wrong; the values are what the table of results says."""

    LOST = "answer lost"
    DROPPED = "connection dropped"
    DOWN = "5xx, and nothing was done"
    DOWN_BUT_DONE = "5xx, but it was done"
    LIMITED = "429 with Retry-After"
    LIMITED_VAGUELY = "429 without Retry-After"
    LIMITED_NATIVELY = "the tracker's own limit"
    KILLED_BEFORE = "kill -9 before a request"
    KILLED_AFTER = "kill -9 after a request"
    KILLED_AT_COMMIT = "kill -9 before a commit"
    LAGGING = "lists lag behind"
    BROKEN_OFF = "a page fails in mid-scan"
    TOGETHER = "two syncd on one store"
    APART = "two syncd without a common store"
    FORGOTTEN = "the store is lost"


KILLS = frozenset({Hazard.KILLED_BEFORE, Hazard.KILLED_AFTER, Hazard.KILLED_AT_COMMIT})
_OF_ONE_REQUEST = tuple(
    hazard
    for hazard in Hazard
    if hazard not in {Hazard.LAGGING, Hazard.TOGETHER, Hazard.APART, Hazard.FORGOTTEN, *KILLS}
)
_LONG = 50  # more often than anything is tried again


@dataclass(frozen=True)
class Blow:
    """One thing that goes wrong: with the `nth` request of a `kind`, and `times` in all.

    A kill hits the process in `seat`; before a commit, `nth` counts the commits.
    """

    hazard: Hazard
    kind: str
    nth: int
    times: int = 1
    retry_after: int | None = None
    seat: int = 0


@dataclass(frozen=True)
class Round:
    """One pass, or two at once, with everything that happens to it.

    `pause` is how much time goes by before, by the tracker's lag. `acts` is how many things
    people do before it, `acts_at` with which requests they do something meanwhile. If it
    `forgets`, the store is deleted before it, and every lag is over.
    """

    pause: float
    blows: tuple[Blow, ...]
    acts: int
    acts_at: tuple[int, ...]
    lagging: bool
    full: bool
    forgets: bool = False


@dataclass(frozen=True)
class Case:
    """A case; `settled` says that one pass has gone well before anything goes wrong.

    `pace` is how long a request takes, by the tracker's lag; `page` how many entries a page
    has at most. Documents that are `read_only` link no tickets that syncd makes.
    """

    seed: int
    hazards: frozenset[Hazard]
    rounds: tuple[Round, ...]
    settled: bool
    reminds: bool
    pace: float
    page: int | None
    read_only: bool = False

    @property
    def together(self) -> bool:
        """Whether two work at once, on one store."""
        return Hazard.TOGETHER in self.hazards

    @property
    def apart(self) -> bool:
        """Whether two work at once, each with a store of its own."""
        return Hazard.APART in self.hazards


def draw(seed: int) -> Case:
    """The case of a seed: one hazard after the other in turn, and others beside it."""
    chance = random.Random(seed)
    main = tuple(Hazard)[seed % len(Hazard)]
    peopled = chance.random() < 0.5
    hazards = {main}
    if chance.random() < 0.1:
        hazards.add(chance.choice([Hazard.TOGETHER, Hazard.APART]))
    if {Hazard.TOGETHER, Hazard.APART} <= hazards:
        hazards.remove(Hazard.TOGETHER)
    if chance.random() < 0.3:
        hazards.add(Hazard.LAGGING)
    if chance.random() < 0.1:
        hazards.add(Hazard.FORGOTTEN)
    two = bool(hazards & {Hazard.TOGETHER, Hazard.APART})
    rounds = []
    for n in range(chance.choice([2, 3] if Hazard.FORGOTTEN in hazards else [1, 1, 2, 3])):
        round_ = _round(chance, main if n == 0 else None, hazards, peopled=peopled, two=two)
        rounds.append(replace(round_, forgets=n > 0 and Hazard.FORGOTTEN in hazards))
        hazards |= {blow.hazard for blow in round_.blows}
    return Case(
        seed=seed,
        hazards=frozenset(hazards),
        rounds=tuple(rounds),
        settled=chance.random() < 0.4,
        reminds=Hazard.APART not in hazards and chance.random() < 0.5,
        pace=chance.choice([0.0, 0.05, 0.1, 0.15, 0.3, 1.5]),
        page=2 if Hazard.BROKEN_OFF in hazards else chance.choice([None, None, 2, 3]),
        read_only=chance.random() < 0.15,
    )


def _round(
    chance: random.Random, main: Hazard | None, hazards: set[Hazard], *, peopled: bool, two: bool
) -> Round:
    wanted = [main] if main in _OF_ONE_REQUEST or main in KILLS else []
    wanted += chance.choices(_OF_ONE_REQUEST, k=chance.choice([0, 0, 0, 1, 1, 2]))
    if chance.random() < 0.25:
        wanted.append(chance.choice(sorted(KILLS)))
    return Round(
        pause=chance.choice([0.0, 0.25, 0.75, 1.25, 300.0]),
        blows=tuple(_blow(chance, hazard, two=two) for hazard in wanted if hazard),
        acts=chance.randint(0, 3) if peopled else 0,
        acts_at=tuple(chance.randint(1, 14) for _ in range(chance.randint(0, 3) * peopled)),
        lagging=Hazard.LAGGING in hazards,
        full=main is Hazard.BROKEN_OFF or chance.random() < 0.25,
    )


def _blow(chance: random.Random, hazard: Hazard, *, two: bool) -> Blow:
    seat = chance.randint(0, 1) if two else 0
    kind = chance.choice(["create", "create", "create", "write", "list", "any"])
    most = {"any": 10, "create": 7}.get(kind, 3)
    nth = min(chance.randint(1, most), chance.randint(1, most))
    times = chance.choice([1, 1, 2, _LONG])
    match hazard:
        case Hazard.LOST:
            return Blow(hazard, kind, nth, chance.choice([1, 1, 1, 2]))
        case Hazard.LIMITED:
            return Blow(hazard, kind, nth, times, chance.choice([1, 2, 600]))
        case Hazard.LIMITED_NATIVELY:
            return Blow(hazard, kind, nth, times, chance.choice([None, 1, 600]))
        case Hazard.KILLED_BEFORE | Hazard.KILLED_AFTER:
            return Blow(hazard, chance.choice([kind, "any"]), nth, seat=seat)
        case Hazard.KILLED_AT_COMMIT:
            return Blow(hazard, "commit", chance.randint(1, 9), seat=seat)
        case Hazard.BROKEN_OFF:
            return Blow(hazard, "list", chance.randint(2, 4), _LONG)
        case _:
            return Blow(hazard, kind, nth, times)
