"""The command: plays a year, or two, and prints what was wrong and how much there was to read."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from benchmarks.year.office import Trackers
from benchmarks.year.rehearsal import Played, Settings, play

_SHOWN = 30


def main() -> int:
    """Print the counts; 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1, help="even ones count working days")
    parser.add_argument("--tracker", type=Trackers, choices=list(Trackers), default=Trackers.BOTH)
    parser.add_argument(
        "--restless",
        action="store_true",
        help="kill syncd and delete its store now and then, and compare with a quiet year",
    )
    parser.add_argument("--item", help="tell everything that happens on this item")
    chosen = parser.parse_args()
    settings = Settings(
        chosen.days,
        chosen.seed,
        chosen.tracker,
        forgets=chosen.restless,
        watched=chosen.item,
    )
    quiet = _play(settings)
    good = not quiet.problems
    if chosen.restless:
        restless = _play(replace(settings, restless=True))
        good &= not restless.problems
        print("quiet and restless compared:")
        for each in differences(quiet, restless):
            good = False
            print(f"  {each}")
    print("all is well" if good else "something was wrong")
    return 0 if good else 1


def differences(quiet: Played, restless: Played) -> Iterable[str]:
    """What was said in one of two years and not in the other."""
    one, other = Counter(quiet.signature), Counter(restless.signature)
    for (item, record), number in sorted((one - other).items()):
        yield f"{item}: {record} is missing {number} times in the restless year"
    for (item, record), number in sorted((other - one).items()):
        yield f"{item}: {record} is there {number} times more in the restless year"


def _play(settings: Settings) -> Played:
    began = time.monotonic()
    played = play(settings)
    kind = "restless" if settings.restless else "quiet"
    print(
        f"{settings.days} {kind} days, seed {settings.seed}, {settings.trackers}: {played.passes}"
        f" passes, {played.kills} killed, {played.losses} stores lost"
    )
    for line in (*played.trace, *played.lines):
        print(line)
    print(f"  wrong: {len(played.problems)} (must be 0)")
    for problem in played.problems[:_SHOWN]:
        print(f"  {problem}")
    print(f"  in {time.monotonic() - began:.0f} s", flush=True)
    return played


if __name__ == "__main__":
    sys.exit(main())
