"""Asana: tasks as tickets.

In: projects that the configuration names by their gid or address.
Out: tickets as the REST API shows them, and writes that leave everything that somebody else wrote
as it was. It knows nothing of policy, and no clock but the server's.
"""

from syncd.ports import Adapter, Question, TrackerKind


def _tracker() -> TrackerKind:
    from syncd_asana.settings import TrackerSettings
    from syncd_asana.tracker import AsanaTracker

    return TrackerKind(
        TrackerSettings,
        AsanaTracker,
        questions=[Question("token_file", "Which file holds the token (none: ${variable})?")],
        project="In which project shall the team's tickets be (its number, or its address)?",
        table="asana",
    )


adapter = Adapter(
    summary="Asana tasks as tickets",
    tracker=_tracker,
)
