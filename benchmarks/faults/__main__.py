"""The command: plays the cases, and prints what went wrong in them, and what came of it."""

import argparse
import sys
import time
from collections.abc import Collection, Iterator
from itertools import islice

from benchmarks.faults.case import Case, Hazard, draw
from benchmarks.faults.stages import STAGES
from benchmarks.faults.tally import Tally
from benchmarks.faults.world import Played, play

_CASES_A_SEED = 1_000_000


def cases_of(seed: int, having: Collection[Hazard] = ()) -> Iterator[Case]:
    """The cases of a run, one after the other: those that have all of these hazards."""
    for each in range(seed * _CASES_A_SEED, (seed + 1) * _CASES_A_SEED):
        case = draw(each)
        if case.hazards.issuperset(having):
            yield case


def run(tracker: str, cases: int, seed: int, having: Collection[Hazard] = ()) -> Tally:
    """Play so many cases; problems are printed as they are found."""
    tally = Tally()
    for case in islice(cases_of(seed, having), cases):
        played = play(tracker, case)
        tally.add(played)
        if played.problems:
            _tell(tracker, played)
    return tally


def main() -> int:
    """Print the counts; 1 if anything was lost or doubled, or a hazard never hit."""
    parser = argparse.ArgumentParser(description="Prove that no fault doubles or loses anything.")
    parser.add_argument("--tracker", choices=[*STAGES, "all"], default="all")
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="SEED", help="one case, with all it did")
    parser.add_argument(
        "--with",
        dest="having",
        type=Hazard,
        action="append",
        default=[],
        metavar="HAZARD",
        help="only cases with this hazard, called as in the table; repeatable",
    )
    chosen = parser.parse_args()
    good = True
    for tracker in STAGES if chosen.tracker == "all" else [chosen.tracker]:
        if chosen.only is not None:
            played = play(tracker, draw(chosen.only), record=True)
            print(*played.trace, sep="\n")
            _tell(tracker, played)
            good &= not played.problems
            continue
        began = time.monotonic()
        tally = run(tracker, chosen.cases, chosen.seed, chosen.having)
        print(f"{tracker}, {chosen.cases} cases from seed {chosen.seed}:")
        print(tally.table())
        print(f"  in {time.monotonic() - began:.0f} s", flush=True)
        missed = [str(hazard) for hazard in Hazard if not tally.hits[hazard]]
        if missed and not chosen.having:
            print(f"  never hit, so nothing is proved about it: {', '.join(missed)}")
        good &= not tally.failed and (not missed or bool(chosen.having))
    return 0 if good else 1


def _tell(tracker: str, played: Played) -> None:
    case = played.case
    print(f"case {case.seed} of {tracker}: {', '.join(sorted(case.hazards)) or 'nothing'}")
    for problem in played.problems:
        print(f"  {problem}")
    if played.problems:
        again = f"python -m benchmarks.faults --tracker {tracker} --only {case.seed}"
        print(f"  again, with everything that it does: {again}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
