"""What those may do who gave a command on a ticket: asked only then, and once an author."""

from collections.abc import Iterable, Mapping

from syncd.model import Right, SourceError, TicketKey
from syncd.passes.pull import Reading
from syncd.passes.world import World
from syncd.policy.case import Case
from syncd.policy.obedience import pending
from syncd.ports import PortError

Rights = Mapping[tuple[TicketKey, str], Right]


def rights_of(world: World, cases: Iterable[Case], reading: Reading) -> Rights:
    """The rights of everybody whose command waits; what could not be asked waits on."""
    rights: dict[tuple[TicketKey, str], Right] = {}
    for case in cases:
        for claim in case.claims:
            if claim.ticket is None or claim.held:
                continue
            ref = claim.ticket.ref
            for comment, _ in pending(claim.ticket):
                asked = (TicketKey(ref.tracker, ref.key), comment.account)
                if asked in rights:
                    continue
                try:
                    rights[asked] = world.trackers[ref.tracker].right(ref, comment.account)
                except PortError as error:
                    message = f"whether {comment.author} may command {ref.key}: {error}"
                    reading.errors.append(SourceError(ref.tracker, message))
    return rights
