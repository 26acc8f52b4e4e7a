"""Linear: issues of teams as tickets.

In: teams of one workspace, by their keys.
Out: tickets as Linear's GraphQL API shows them, and writes that leave everything that somebody
else wrote as it was. It knows nothing of policy, and no clock but the server's.
"""

from syncd.ports import Adapter, TrackerKind


def _tracker() -> TrackerKind:
    from syncd_linear.settings import TrackerSettings
    from syncd_linear.tracker import LinearTracker

    return TrackerKind(TrackerSettings, LinearTracker)


adapter = Adapter(
    summary="Linear issues as tickets",
    tracker=_tracker,
)
