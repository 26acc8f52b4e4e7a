"""GitHub: issues, their comments and labels, files and pull requests, apps and limits.

In: what adapters and client libraries send to `https://api.github.com` (or to GitHub Enterprise,
whose base path `/api/v3` is not added), and the acts of humans (`humans.Human`).
Out: answers with every required field of GitHub's official REST description, and webhooks.

Each module says at its top which behaviour it has and from which source that is known. What
decides most about an adapter, and where to read on:

- Lists of issues refuse deep pages and go on by cursor (`paging`), hold pull requests, and need
  not show what was written last (`issue_list`, `world.list_lag`).
- Labels and assignees are silently dropped for whoever has no rights (`issues`).
- A transferred issue is 301 and has another id afterwards (`transfer`); a deleted one is 410,
  one that cannot be seen 404 (`Human.hide`); a renamed repository leads on by id (`access`).
- A file is written against the sha that was read: 409 and 422 (`contents`).
- Limits come as 403 as well as 429, with or without `Retry-After` (`limits`); faults
  `403-limit` and `out-of-quota` do it on demand.
- The token of an installation ends after an hour of the simulator's time (`app`).
- Searching is behind by `world.search_lag`, 10 s if nobody sets it (`search`).

Not confirmed anywhere, and so no ground to build on: whether comments get new ids when their
issue is transferred; whether editing a comment, or a reaction, is an update of the issue; the
order of issues with equal times; which status a write gets that the role does not allow (403
here, 404 for labels); what the routes for assignees do with a login that cannot be assigned
(nothing here); how a redirect of a PUT or DELETE looks (307 here); what an invalid `since` gets
(422 here); that closing twice, or a write that changes nothing, is no update.

Not there: GraphQL, reviews, checks, forks, sub-issues, issue types and fields, projects, merging
by REST, search for anything but issues. A request that no route knows is 404 with the header
`X-Simulator`.
"""

from syncd.testing.github.humans import Human
from syncd.testing.github.limits import Limits
from syncd.testing.github.simulator import GitHubSimulator
from syncd.testing.github.webhooks import payload_of, signature
from syncd.testing.github.world import GitHubWorld

__all__ = ["GitHubSimulator", "GitHubWorld", "Human", "Limits", "payload_of", "signature"]
