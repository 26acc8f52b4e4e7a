"""GitHub: issues as tickets, and post-mortems in a repository's folder or in issues.

In: repositories that the configuration names, on GitHub.com or an Enterprise server.
Out: tickets and documents as the REST API shows them, and writes that leave everything that
somebody else wrote as it was. It knows nothing of policy, and no clock but the server's.
"""

from typing import TYPE_CHECKING

from syncd.ports import Adapter, Opening, Question, SourceKind, TrackerKind

if TYPE_CHECKING:
    from syncd.ports import PostMortemSource
    from syncd_github.settings import SourceSettings


def _source() -> SourceKind:
    from syncd_github.settings import SourceSettings

    return SourceKind(SourceSettings, _open_source)


def _open_source(opening: Opening, settings: "SourceSettings") -> "PostMortemSource":
    """The source that the settings describe: issues, or files that are edited in either way."""
    if settings.label:
        from syncd_github.issue_source import IssueSource

        return IssueSource(opening, settings)
    if settings.write == "pull-request":
        from syncd_github.pull_request_source import PullRequestSource

        return PullRequestSource(opening, settings)
    from syncd_github.folder_source import FolderSource

    return FolderSource(opening, settings)


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
    summary="GitHub issues as tickets, and post-mortems in a repository or in issues",
    source=_source,
    tracker=_tracker,
)
