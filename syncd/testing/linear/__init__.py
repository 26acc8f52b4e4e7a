"""Linear: issues, their labels, states, links and comments by GraphQL, and webhooks.

In: GraphQL documents for `https://api.linear.app/graphql`, and the acts of humans
(`humans.Human`).
Out: what the official schema demands, as far as it is simulated (`schema/`; a test compares it
with the official one where that is at hand), errors in Linear's form, and webhooks.

It needs `graphql-core`, which comes with `syncd[testing]`.

Each module says at its top which behaviour it has and from which source that is known. What
decides most about an adapter, and where to read on:

- An id that a client chose is taken once; a repeat is an error with HTTP 200 (`errors`).
- One mutation that fails leaves `data: null`; those before it in the document stay done, those
  after it are not tried (`mutations`).
- A query of more than 10,000 points is refused whole; every list asked for counts by its page,
  not by what is there (`complexity`). Budgets are leaky buckets (`limits`).
- The newest come first, and by `updatedAt` a page can lose what changes meanwhile (`paging`).
- What was archived is left out unless asked for, what was deleted is archived and `trashed` until
  it is purged (`issue_acts`). What the token cannot see is "not found".
- Links are updated by address; their metadata are replaced whole (`acts`).
- Markdown does not come back as it went in: HTML comments least of all (`markdown`).
- Comments and links leave `updatedAt` of their issue alone unless a test says otherwise
  (`world.comments_touch_issues`, `world.attachments_touch_issues`).

Not confirmed anywhere, and so no ground to build on: what stands under "Not known" in the
modules; the words of errors for assignees without access, groups and retired labels; how a token
without write scope is refused; whether a former identifier finds its issue.

Not there: cycles, initiatives, documents, reactions, relations, history, search, custom views,
agents, subscriptions; limits of single endpoints. A document that asks for them is refused as one
that does not fit the schema.
"""

try:
    import graphql  # noqa: F401
except ModuleNotFoundError as error:
    message = "the simulator of Linear needs graphql-core: install syncd[testing]"
    raise ModuleNotFoundError(message, name="graphql-core") from error

from syncd.testing.linear.humans import Human
from syncd.testing.linear.limits import Limits
from syncd.testing.linear.simulator import LinearSimulator
from syncd.testing.linear.webhooks import payload_of, signature
from syncd.testing.linear.world import LinearWorld

__all__ = ["Human", "Limits", "LinearSimulator", "LinearWorld", "payload_of", "signature"]
