"""Markdown post-mortems and file tickets in plain folders: all that a git-only team needs.

In: folders that the configuration names.
Out: documents and tickets as their bytes say, and writes that are atomic, locked and
compare-and-swap. It must not look at a clock, follow symbolic links or leave files behind.
"""

from syncd.ports import Adapter, Question, SourceKind, TrackerKind


def _source() -> SourceKind:
    from syncd_files.settings import SourceSettings
    from syncd_files.source import FileSource, folder_of

    return SourceKind(SourceSettings, FileSource, folder_of)


def _tracker() -> TrackerKind:
    from syncd_files.settings import TrackerSettings
    from syncd_files.tickets import FileTracker

    return TrackerKind(
        TrackerSettings,
        FileTracker,
        questions=[Question("path", "In which folder shall the tickets be?", "tickets")],
        project="What is the key of the team's project (tickets are called KEY-1, KEY-2)?",
    )


adapter = Adapter(
    summary="Markdown post-mortems and file tickets in folders",
    source=_source,
    tracker=_tracker,
    on_this_machine=True,
)
