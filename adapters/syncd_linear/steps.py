"""Several writes in one document, one after the other, each with its own outcome.

Linear carries out the mutations of a document in their order. The first that fails ends it: those
before it are done, those after it are not, and there are no answers, because no field may be null
(GraphQL specification, 6.4.4). So the document is sent again without what failed. That is safe,
because everything here can be done twice (see `client`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from syncd.ports import PortError
from syncd_linear.client import Client
from syncd_linear.documents import FRAGMENTS
from syncd_linear.verdicts import AnsweredError

MOST = 50
"""Mutations in one document; Linear names no number, and takes as many issues in a batch."""


def _never(_: AnsweredError) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Step:
    """One mutation: its arguments with their types, and what is selected of its answer.

    Steps of one `owner` are a sequence: where one fails, the others are not done. An error that
    `is_done` means that what is wanted is there already.
    """

    mutation: str
    arguments: Mapping[str, tuple[str, Any]]
    selection: str
    owner: int = -1
    is_done: Callable[[AnsweredError], bool] = field(default=_never)


Outcome: TypeAlias = Mapping[str, Any] | PortError
"""What a mutation answered, empty where it had been done before; or why it was not done."""


def run(client: Client, steps: Sequence[Step], what: str) -> Sequence[Outcome]:
    """Carry out steps, all in one request unless one of them fails; one outcome each."""
    outcomes: dict[int, Outcome] = {}
    left = list(range(len(steps)))
    while left:
        try:
            data = client.send(*document(steps, left), what, write=True)
        except AnsweredError as error:
            failed = _place(error.about, left)
            if failed is None:
                outcomes |= dict.fromkeys(left, error)
            elif steps[failed].is_done(error):
                outcomes[failed] = {}
            else:
                outcomes |= dict.fromkeys(_sequence(steps, failed, left), error)
        except PortError as error:
            outcomes |= dict.fromkeys(left, error)
        else:
            outcomes |= {place: data[f"m{place}"] for place in left}
        left = [place for place in left if place not in outcomes]
    return [outcomes[place] for place in range(len(steps))]


def document(steps: Sequence[Step], places: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """The document that carries out some of the steps, and its variables."""
    declared, fields, variables = [], [], {}
    for place in places:
        step, given = steps[place], []
        for name, (kind, value) in step.arguments.items():
            variable = f"m{place}_{name}"
            declared.append(f"${variable}: {kind}")
            given.append(f"{name}: ${variable}")
            variables[variable] = value
        call = f"{step.mutation}({', '.join(given)})"
        fields.append(f"  m{place}: {call} {{ {step.selection} }}")
    body = "\n".join(fields)
    parts = [part for name, part in FRAGMENTS.items() if f"...{name}" in body]
    return f"mutation Write({', '.join(declared)}) {{\n{body}\n}}\n{''.join(parts)}", variables


def _place(alias: str, left: Sequence[int]) -> int | None:
    place = int(alias[1:]) if alias[:1] == "m" and alias[1:].isdecimal() else -1
    return place if place in left else None


def _sequence(steps: Sequence[Step], failed: int, left: Sequence[int]) -> list[int]:
    owner = steps[failed].owner
    return [place for place in left if place == failed or 0 <= owner == steps[place].owner]
