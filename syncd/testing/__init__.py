"""Tracker simulators: real HTTP servers on loopback that behave as the trackers do.

In: requests of adapters, client libraries and people with curl; acts of "humans" from tests.
Out: the answers that the real system would give, faults on demand, and a log of all of it.
A simulator knows its tracker's API and nothing of syncd's policy. It has one clock, which a
test can move, and keeps nothing on disk.

    python -m syncd.testing --help        starts one for whoever wants to try something
    with GitHubSimulator() as sim: ...    is how tests use one

To write one: a `World` (`world.py`) holds records in tables, `Routes` (`routes.py`) say which
function answers which request, a `Simulator` (`simulator.py`) puts both behind a port, and one
line in `catalogue.py` gives it a name.
"""

from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, Exchange, RefusedError, Request
from syncd.testing.faults import Fault, Faults
from syncd.testing.routes import Routes
from syncd.testing.simulator import Options, Simulator
from syncd.testing.state import CommentState, State, TicketState
from syncd.testing.webhooks import Delivery
from syncd.testing.world import Table, World

__all__ = [
    "Answer",
    "Clock",
    "CommentState",
    "Delivery",
    "Exchange",
    "Fault",
    "Faults",
    "Options",
    "RefusedError",
    "Request",
    "Routes",
    "Simulator",
    "State",
    "Table",
    "TicketState",
    "World",
]
