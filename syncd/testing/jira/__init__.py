"""Jira, Cloud and Data Center: issues, comments, properties, links, search, workflows, limits.

In: what adapters and client libraries send to `https://SITE.atlassian.net` (its base URL has no
path: `/rest/api/3` and `/rest/api/2` follow, the latter alone on Data Center), and the acts of
humans (`humans.Human`).
Out: answers with every required member of Jira's official description, and webhooks.

Each module says at its top which behaviour it has and from which source that is known. What
decides most about an adapter, and where to read on:

- The search is by token, gives ids alone unless fields are asked for, may show fewer comments
  than there are, and can be behind (`search`, `issue_json`; `Human.lag` over HTTP).
- Long texts are documents in version 3 and wiki markup in version 2 (`texts`).
- What is not on a screen, or not allowed, is 400 by field, all fields at once (`fields`).
- A create of many fails for some and makes the others (`issues`).
- Statuses change by transitions only, whose screens can ask for a resolution (`transitions`);
  projects are made with the workflow `simplified`, `classic` or `team-managed` (`site`).
- A remote link of a known global id is replaced, and what is left out is null (`properties`).
- A moved issue keeps its id and answers to its old key; one that cannot be seen is 404.
- Data Center searches by offset, without properties, and has what else it has not (`data_center`).
- Limits answer 429, with or without `Retry-After` (`limits`); fault `429-issue` is the limit of
  one issue, `409` a conflict.

Not confirmed anywhere, and so no ground to build on: which acts are an update of an issue
(`acts`), how many comments a search shows (`issue_json`), what a page token stands for
(`search`), whether a quiet edit without rights fails (`issues`), what a clone carries along
(`humans`), the form of a webhook's signature (`webhooks`).

Not there: attachments, worklogs, watchers, votes, issue links, versions, boards and sprints,
`WAS` and `CHANGED` in JQL. A request that no route knows is 404 with the header `X-Simulator`.
"""

from syncd.testing.jira.data_center import JiraDataCenterSimulator
from syncd.testing.jira.humans import Human
from syncd.testing.jira.limits import Limits
from syncd.testing.jira.simulator import JiraSimulator
from syncd.testing.jira.site import FIELDS, custom
from syncd.testing.jira.webhooks import payload_of, signature
from syncd.testing.jira.world import JiraWorld

__all__ = [
    "FIELDS",
    "Human",
    "JiraDataCenterSimulator",
    "JiraSimulator",
    "JiraWorld",
    "Limits",
    "custom",
    "payload_of",
    "signature",
]
