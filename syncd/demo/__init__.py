"""A small company in a folder, to see the whole idea at work.

In: an empty folder and the time. Out: the story of three passes, told as it happens; the
company stays in the folder, to play with. Nothing is staged: every line is what a real pass
over real files did.
"""

from syncd.demo.story import DEMO_NOW, FolderInUseError, tell

__all__ = ["DEMO_NOW", "FolderInUseError", "tell"]
