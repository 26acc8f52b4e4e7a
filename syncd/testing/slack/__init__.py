"""Slack: people by e-mail, direct messages, channels, messages with blocks and metadata.

In: calls of `https://slack.com/api/METHOD`, and the acts of humans (`humans.Human`).
Out: what the Web API answers, errors as `ok: false` with HTTP 200, limits as HTTP 429.

What decides most about an adapter, and where to read on:

- `chat.postMessage` has no key against doubles: a call whose answer is lost and that is repeated
  is said twice (`messages`).
- Metadata come back with `include_all_metadata` alone, and then whole (`messages`).
- `&`, `<` and `>` that are no entity and no link come back as entities; `<!channel>` tells
  everybody (`text`).
- Each method needs its scopes, and every answer lists those that the token has (`access`).
- Limits are per method; a channel takes about one message a second (`limits`).

Not confirmed anywhere, and so no ground to build on: how long a burst may be before a channel's
limit strikes; which words an error about blocks has; how soon a message shows in the history.

Not there: threads, edits, files, reactions, views, slash commands, events, private channels,
user tokens, Enterprise Grid, the markdown block. A method that is not there answers
`unknown_method`.
"""

from syncd.testing.slack.humans import Human
from syncd.testing.slack.limits import Limits
from syncd.testing.slack.simulator import SlackSimulator
from syncd.testing.slack.world import SCOPES, SlackWorld

__all__ = ["SCOPES", "Human", "Limits", "SlackSimulator", "SlackWorld"]
