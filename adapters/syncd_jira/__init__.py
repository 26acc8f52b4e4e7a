"""Jira: issues as tickets, on Cloud and on Data Center.

In: projects that the configuration names, on one site.
Out: tickets as the REST API shows them, and writes that leave everything that somebody else
wrote as it was. It knows nothing of policy, and no clock but the server's.
"""

from syncd.ports import Adapter, TrackerKind


def _tracker() -> TrackerKind:
    from syncd_jira.settings import TrackerSettings
    from syncd_jira.tracker import JiraTracker

    return TrackerKind(TrackerSettings, JiraTracker)


adapter = Adapter(
    summary="Jira issues as tickets, on Cloud and on Data Center",
    tracker=_tracker,
)
