"""What a document is about to lose is kept until somebody has been told."""

from pathlib import Path

from syncd.memory import Memory
from syncd.model import Finding, Level

QUOTE = Finding(
    rule="conflicting-edit",
    level=Level.WARNING,
    message='due: the document says "2026-05-08"',
    hint="change it on PAY-1",
)


def test_each_takes_back_only_its_own(tmp_path: Path) -> None:
    """Of two passes that quote the same loss, the one that lost the race leaves the other's."""
    store = f"sqlite:///{tmp_path / 'syncd.db'}"
    winner, loser = Memory(store), Memory(store)
    winner.note_down([QUOTE])
    loser.note_down([QUOTE])
    loser.told([QUOTE])
    assert winner.untold() == (QUOTE,)
    winner.told(winner.untold())
    assert loser.untold() == ()
    winner.close()
    loser.close()


def test_a_report_takes_all(tmp_path: Path) -> None:
    """Whoever tells of what it found takes away what several have noted down."""
    memory = Memory(f"sqlite:///{tmp_path / 'syncd.db'}")
    memory.note_down([QUOTE])
    memory.note_down([QUOTE])
    memory.told(memory.untold())
    assert memory.untold() == ()
    memory.close()
