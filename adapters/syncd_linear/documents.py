"""The GraphQL documents of this adapter, and what they cost.

A query may cost 10,000 points, and counts what is asked for, not what is there
(linear.app/developers/rate-limiting): 0.1 for a value, 1 for an object, times the page of each
list around it. An issue costs 33 here, 24 of them for 20 labels. A page of 100 issues and 100
comments with what is needed once is 4,000 points; 250 issues would nearly be too many, and each
poll would use two and a half times as much of the hour's budget. An issue with more labels shows
that by `labelIds`, and is read again alone.
"""

from syncd_linear.marker import SIGN, SUBTITLE

PAGE = 100
LABELS = 20
STATES = 50
"""How many states of a team, and labels of syncd's, are read at most."""

_TICKET = f"""
fragment Ticket on Issue {{
  id identifier previousIdentifiers title url description priority dueDate
  createdAt updatedAt completedAt canceledAt archivedAt trashed labelIds
  state {{ id type }}
  team {{ id key }}
  assignee {{ id email displayName }}
  labels(first: {LABELS}) {{ nodes {{ id name }} }}
  attachments(first: 2, filter: {{
    or: [{{url: {{contains: "{SIGN}"}}}}, {{subtitle: {{startsWith: "{SUBTITLE}"}}}}]
  }}) {{
    nodes {{ id url metadata updatedAt }}
  }}
}}
"""
_SAID = """
fragment Said on Comment {
  id body createdAt issueId
  user { id email displayName }
  botActor { name }
}
"""
_TEAM = f"""
fragment Facts on Query {{
  viewer {{ id }}
  organization {{ id urlKey }}
  teams(first: 1, filter: {{key: {{eq: $team}}}}) {{
    nodes {{ id key states(first: {STATES}) {{ nodes {{ id name type position }} }} }}
  }}
  issueLabels(first: {STATES}, filter: $labels) {{ nodes {{ id name isGroup team {{ id }} }} }}
}}
"""

FACTS = (
    """
query Facts($team: String!, $labels: IssueLabelFilter) {
  ...Facts
}
"""
    + _TEAM
)

SCAN = (
    f"""
query Scan(
  $team: String!, $labels: IssueLabelFilter, $issues: IssueFilter, $comments: CommentFilter
  $after: String, $said: String, $facts: Boolean!, $listed: Boolean!, $heard: Boolean!
) {{
  ...Facts @include(if: $facts)
  issues(first: {PAGE}, after: $after, includeArchived: true, filter: $issues)
    @include(if: $listed) {{
    nodes {{ ...Ticket }}
    pageInfo {{ hasNextPage endCursor }}
  }}
  comments(first: {PAGE}, after: $said, filter: $comments) @include(if: $heard) {{
    nodes {{ ...Said }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""
    + _TEAM
    + _TICKET
    + _SAID
)

SAID = (
    f"""
query Said($comments: CommentFilter, $said: String) {{
  comments(first: {PAGE}, after: $said, filter: $comments) {{
    nodes {{ ...Said }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""
    + _SAID
)

GET = (
    f"""
query Get($issues: IssueFilter!) {{
  viewer {{ id }}
  organization {{ id urlKey }}
  issues(first: {PAGE}, includeArchived: true, filter: $issues) {{ nodes {{ ...Ticket }} }}
}}
"""
    + _TICKET
)

ONE = (
    """
query One($id: String!) {
  issue(id: $id) { ...Ticket }
}
"""
    + _TICKET
)

LABELS_OF = """
query LabelsOf($id: String!) {
  issue(id: $id) { labels(first: 250) { nodes { id name } } }
}
"""

WHO = """
query Who { viewer { id } organization { id urlKey } }
"""

PEOPLE = """
query People($people: UserFilter!) {
  users(first: 20, filter: $people) { nodes { id name displayName email active url } }
}
"""

RIGHT = """
query Right($people: UserFilter!, $teams: TeamFilter!) {
  viewer { id }
  organization { id urlKey }
  users(first: 1, filter: $people) { nodes { id active app guest } }
  teams(first: 1, filter: $teams) {
    nodes { id visibility members(first: 1, filter: $people) { nodes { id } } }
  }
}
"""

NAMED = """
query Named($team: String!, $project: String!, $milestone: String!) {
  teams(first: 1, filter: {key: {eq: $team}}) {
    nodes {
      projects(first: 10, filter: {name: {eqIgnoreCase: $project}}) {
        nodes {
          id name
          projectMilestones(first: 10, filter: {name: {eqIgnoreCase: $milestone}}) {
            nodes { id name }
          }
        }
      }
    }
  }
  templates { id name type team { key } }
}
"""

CHECK = """
query Check($teams: TeamFilter!, $labels: IssueLabelFilter) {
  viewer { id name email active guest }
  organization { id name urlKey }
  teams(first: 50, filter: $teams) { nodes { id key name retiredAt triageEnabled } }
  issueLabels(first: 100, filter: $labels) {
    nodes { id name isGroup retiredAt team { id key } parent { name } }
  }
}
"""

FRAGMENTS = {"Ticket": _TICKET, "Said": _SAID}
"""What documents that are put together may use."""
