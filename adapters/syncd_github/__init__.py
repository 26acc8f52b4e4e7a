"""GitHub: issues as tickets, and post-mortems in a repository's folder or in issues.

In: repositories that the configuration names, on GitHub.com or an Enterprise server.
Out: tickets and documents as the REST API shows them, and writes that leave everything that
somebody else wrote as it was. It knows nothing of policy, and no clock but the server's.
"""

from syncd.ports import Adapter, Question, TrackerKind


def _tracker() -> TrackerKind:
    from syncd_github.settings import TrackerSettings
    from syncd_github.tracker import GitHubTracker

    return TrackerKind(
        TrackerSettings,
        GitHubTracker,
        questions=[
            Question("url", "Where is the API of GitHub?", "https://api.github.com"),
            Question("token_file", "Which file holds the token (none: ${variable})?"),
        ],
        project="In which repository shall the team's tickets be (owner/repo)?",
        table="github",
    )


adapter = Adapter(
    summary="GitHub issues as tickets",
    tracker=_tracker,
)
