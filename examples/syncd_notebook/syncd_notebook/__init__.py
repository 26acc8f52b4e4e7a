"""Tickets in a notebook: an SQLite file with a page of JSON for each of them."""

from syncd.ports import Adapter, Question, TrackerKind


def _tracker() -> TrackerKind:
    from syncd_notebook.tracker import NotebookTracker, Settings  # loaded when it is opened

    asked = Question("path", "Which file is the notebook?", "notebook.sqlite")
    return TrackerKind(Settings, NotebookTracker, questions=[asked])


adapter = Adapter("Tickets in a notebook", tracker=_tracker, on_this_machine=True)
