"""Counting: how often each hazard was drawn and hit, and what came of it."""

from collections import Counter

from benchmarks.faults.case import Hazard
from benchmarks.faults.world import Played


class Tally:
    """The counts of a run."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.cases = 0
        self.killed = 0
        self.twins = 0
        self.with_twins = 0
        self.apart = 0
        self.doubled = 0
        self.lost = 0
        self.failed: list[int] = []
        self.drawn: Counter[Hazard] = Counter()
        self.hits: Counter[Hazard] = Counter()

    def add(self, played: Played) -> None:
        """Count a case."""
        self.cases += 1
        self.killed += played.killed
        self.twins += played.verdict.twins
        self.with_twins += played.verdict.twins > 0
        self.apart += played.case.apart
        self.doubled += played.verdict.doubled
        self.lost += played.verdict.lost
        self.drawn.update(played.case.hazards)
        self.hits.update(played.hits)
        if played.problems:
            self.failed.append(played.case.seed)

    def table(self) -> str:
        """The counts as people read them."""
        lines = [f"  {'':<32} {'in cases':>9} {'really hit':>11}"]
        lines += [f"  {each:<32} {self.drawn[each]:>9} {self.hits[each]:>11}" for each in Hazard]
        lines.append(f"  {'all':<32} {self.cases:>9} {sum(self.hits.values()):>11}")
        lines.append(
            f"  killed at work {self.killed}; twins without a common store {self.twins}, in"
            f" {self.with_twins} of {self.apart} cases, each reported"
        )
        lines.append(
            f"  doubled {self.doubled} (must be 0), human edits lost {self.lost} (must be 0),"
            f" cases that ended wrong {len(self.failed)} (must be 0)"
        )
        return "\n".join(lines)
