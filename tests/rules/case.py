"""One row of the table: a world, and the findings that a pass over it reports."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

from tests.e2e.company import Company, Run
from tests.rules.writing import TODAY, Document, Step

SYSTEMS = """
[sources.docs]
adapter = "files"
path = "post-mortems"
url_base = "https://git.test/acme/post-mortems/"

[sources.locked]
adapter = "files"
path = "locked"
url_base = "https://git.test/acme/locked/"
write = "never"

[trackers.tickets]
adapter = "files"
path = "tickets"

[teams.payments]
tracker = "tickets"
project = "PAY"
services = ["payments-api"]

[teams.search]
tracker = "tickets"
project = "SEA"
services = ["search-api"]

[teams.manual]
tracker = "tickets"
project = "MAN"
create = false
"""
PEOPLE = """
[people."jane.doe@acme.com"]
name = "Jane Doe"
team = "payments"
github = "janedoe"

[people."omar@acme.com"]
name = "Omar Haddad"
team = "payments"

[people."lee@acme.com"]
name = "Lee Park"
team = "search"

[people."sam@acme.com"]
name = "Sam Free"
"""


class Kind(Enum):
    """What a case shows of its rule."""

    RAISES = "raises"
    NEAR_MISS = "near miss"
    BOUNDARY = "boundary"


@dataclass(frozen=True)
class Case:
    """A world that raises exactly `finds`: rule and item, post-mortem or nothing, by commas.

    With `then`, a pass is made today, humans do what it says, and the pass that counts is
    the one at `on`: a moment, or a day at nine.
    """

    kind: Kind
    rule: str
    name: str
    documents: Document | tuple[Document, ...]
    finds: str = ""
    then: tuple[Step, ...] = ()
    on: dt.date = TODAY
    config: str = ""
    people: bool = True

    def __str__(self) -> str:
        """Its name in the output of pytest."""
        return f"{self.rule}: {self.kind.value}: {self.name}"

    @property
    def expected(self) -> Counter[str]:
        """What `finds` says, each as often as it says it."""
        return Counter(part for found in self.finds.split(",") if (part := found.strip()))

    @property
    def is_raised(self) -> bool:
        """Whether the rule itself is among what is found."""
        return any(found.split()[0] == self.rule for found in self.expected)

    def world(self, folder: Path) -> Company:
        """The company before the pass that counts."""
        config = SYSTEMS + (PEOPLE if self.people else "") + self.config
        company = Company.at(folder, config)
        (folder / "locked").mkdir()
        documents = self.documents if isinstance(self.documents, tuple) else (self.documents,)
        for document in documents:
            company.write(document.path, document.text)
        if self.then:
            company.reconcile(now=_moment(TODAY))
            for step in self.then:
                step(company)
        return company

    @property
    def moment(self) -> str:
        """When the pass that counts is made."""
        return _moment(self.on)

    def run(self, folder: Path) -> Run:
        """The pass that counts."""
        return self.world(folder).reconcile(now=self.moment)


def found(run: Run) -> Counter[str]:
    """The findings of a pass, written as `Case.finds` writes them."""
    return Counter(
        " ".join(filter(None, (finding["rule"], finding["item"] or finding["post_mortem"])))
        for finding in run.report["findings"]
    )


raises = partial(Case, Kind.RAISES)
misses = partial(Case, Kind.NEAR_MISS)
boundary = partial(Case, Kind.BOUNDARY)


def _moment(when: dt.date) -> str:
    return when.isoformat() if isinstance(when, dt.datetime) else f"{when}T09:00:00Z"
