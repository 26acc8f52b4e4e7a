"""Linear: issues of teams as tickets.

In: teams of one workspace, by their keys.
Out: tickets as Linear's GraphQL API shows them, and writes that leave everything that somebody
else wrote as it was. It knows nothing of policy, and no clock but the server's.
"""

from syncd.ports import Adapter, Question, TrackerKind


def _tracker() -> TrackerKind:
    from syncd_linear.settings import TrackerSettings
    from syncd_linear.tracker import LinearTracker

    return TrackerKind(
        TrackerSettings,
        LinearTracker,
        questions=[
            Question("token_file", "Which file holds the API key (none: ${variable})?"),
        ],
        project="In which team of Linear shall the tickets be (its key, such as PAY)?",
        table="linear",
    )


adapter = Adapter(
    summary="Linear issues as tickets",
    tracker=_tracker,
)
