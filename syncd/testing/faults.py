"""Faults on demand: what goes wrong, for which requests, how often."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Protocol

from syncd.testing.exchange import Answer


@dataclass(frozen=True)
class Fault:
    """What `do` to the next `times` requests that `match`; `times` of `None` means all.

    `match` is a regular expression that has to match the whole of `METHOD PATH`, without the
    query. `retry_after` is sent as the header of that name if it is there, seconds or a date;
    `seconds` is how long `slow` takes; `acts` how many of the latest changes `stale` hides.
    """

    match: str
    do: str
    times: int | None = 1
    retry_after: int | str | None = None
    seconds: float = 2.0
    acts: int | None = None
    set_at: int = 0
    """How many changes there had been when it was set."""

    @property
    def headers(self) -> dict[str, str]:
        """What it adds to the headers of an answer."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class Act(Protocol):
    """A request that is about to be carried out, as a fault sees it."""

    def carry_out(self) -> Answer:
        """Do what was asked and give the answer."""

    def carry_out_stale(self, fault: Fault) -> Answer:
        """Answer a read from the state before the latest changes."""

    def now(self) -> datetime:
        """The time on the simulator's clock."""

    def refusal(self, status: int) -> Answer:
        """How this tracker says that status, nothing being done."""


Deed = Callable[[Fault, Act], Answer]


def _lose_answer(_: Fault, act: Act) -> Answer:
    return replace(act.carry_out(), lost=True)


def _drop(_: Fault, __: Act) -> Answer:
    return Answer(status=0, lost=True)


def _refuse(status: int) -> Deed:
    def refuse(fault: Fault, act: Act) -> Answer:
        answer = act.refusal(status)
        return replace(answer, headers={**answer.headers, **fault.headers})

    return refuse


def _late(status: int) -> Deed:
    def carry_out_and_refuse(fault: Fault, act: Act) -> Answer:
        act.carry_out()
        return _refuse(status)(fault, act)

    return carry_out_and_refuse


def _slow(fault: Fault, act: Act) -> Answer:
    return replace(act.carry_out(), delay=fault.seconds)


def _stale(fault: Fault, act: Act) -> Answer:
    return act.carry_out_stale(fault)


DEEDS: Mapping[str, Deed] = {
    "lose-answer": _lose_answer,
    "drop": _drop,
    "503": _refuse(503),
    "429": _refuse(429),
    "500": _refuse(500),
    "502": _refuse(502),
    "late-503": _late(503),
    "slow": _slow,
    "stale": _stale,
}
"""What every simulator can do; one may add deeds of its own (`Simulator.deeds`)."""


class Faults:
    """The faults that are waiting, the oldest first."""

    def __init__(self, deeds: Mapping[str, Deed], acts: Callable[[], int]) -> None:
        """`deeds` by name; `acts` says how many changes there have been."""
        self._deeds = deeds
        self._acts = acts
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(
        self,
        match: str,
        do: str,
        times: int | None = 1,
        *,
        retry_after: int | str | None = None,
        seconds: float = 2.0,
        acts: int | None = None,
    ) -> None:
        """Let something go wrong; see `Fault`.

        Raises:
            ValueError: there is no such deed, or `match` is no regular expression.
        """
        self._add(Fault(match, str(do), times, retry_after, seconds, acts, self._acts()))

    def add_all(self, wanted: object) -> Sequence[Fault]:
        """Add faults as they come in JSON, all or none; gives those that are now waiting.

        Raises:
            ValueError: an entry is not understood; the message says which, and what would be.
        """
        entries = wanted if isinstance(wanted, list) else [wanted]
        self._add(*[self._parsed(entry) for entry in entries])
        return self.waiting

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> Sequence[Fault]:
        """The faults that have not happened yet, with the times that are left."""
        with self._lock:
            return tuple(self._waiting)

    def take(self, subjects: Iterable[str]) -> tuple[Fault, Deed] | None:
        """The first fault that fits one of the forms of a request; one of its times is used."""
        names = tuple(subjects)
        with self._lock:
            for place, fault in enumerate(self._waiting):
                if any(re.fullmatch(fault.match, name) for name in names):
                    if fault.times is not None and fault.times <= 1:
                        del self._waiting[place]
                    elif fault.times is not None:
                        self._waiting[place] = replace(fault, times=fault.times - 1)
                    return fault, self._deeds[fault.do]
        return None

    def _add(self, *faults: Fault) -> None:
        for fault in faults:
            if fault.do not in self._deeds:
                raise ValueError(_no_such(fault.do, "do", self._deeds))
            try:
                re.compile(fault.match)
            except re.error as error:
                raise ValueError(f"match: {fault.match!r} is no pattern: {error}") from error
        with self._lock:
            self._waiting.extend(fault for fault in faults if fault.times != 0)

    def _parsed(self, entry: Any) -> Fault:
        known = ("match", "do", "times", "retry_after", "seconds", "acts")
        if not isinstance(entry, dict) or not {"match", "do"} <= set(entry):
            raise ValueError(f'{entry!r}: a fault looks like {{"match": "GET /.*", "do": "503"}}')
        for name in entry:
            if name not in known:
                raise ValueError(_no_such(name, "a fault", known))
        checks = {"match": str, "times": int | None, "seconds": int | float, "acts": int | None}
        for name, kind in checks.items():
            if name in entry and not isinstance(entry[name], kind):
                raise ValueError(f"{name}: {entry[name]!r} is not of the right type")
        return Fault(**{**entry, "do": str(entry["do"]), "set_at": self._acts()})


def _no_such(name: str, where: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
    return f"{where}: {name!r} is not known: {hint}"
