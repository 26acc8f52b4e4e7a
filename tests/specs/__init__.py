"""Whether adapters and simulators tell the truth, by the trackers' own API descriptions.

In: recorded exchanges, that is HTTP requests of an adapter with the answers of a simulator.
Out: problems, each with the operation, the place and what is wrong there; none means that
both sides keep to what the tracker publishes, or to a row of `deviations`.
The descriptions are not part of this repository (see `folder.py`): without them, tests skip.
"""

from tests.specs.catalogue import description, github_graphql, linear_schema, webhooks
from tests.specs.exchange import Exchange
from tests.specs.problem import Problem, Side
from tests.specs.truthful import assert_truthful

__all__ = [
    "Exchange",
    "Problem",
    "Side",
    "assert_truthful",
    "description",
    "github_graphql",
    "linear_schema",
    "webhooks",
]
