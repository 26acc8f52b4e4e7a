"""What passes concluded, put together from what each of them has left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from syncd.model import ActionItem, Finding, Measured, Overview


class Part(NamedTuple):
    """What was concluded about one post-mortem."""

    items: tuple[ActionItem, ...]
    findings: tuple[Finding, ...]
    measured: Measured


@dataclass(frozen=True)
class Concluded:
    """What the last whole pass concluded, and `parts` of it that are newer, by post-mortem."""

    as_of: datetime
    whole: Part
    parts: Mapping[str, Part] = field(default_factory=dict)

    @cached_property
    def items(self) -> tuple[ActionItem, ...]:
        """All action items."""
        if not self.parts:
            return self.whole.items
        items = [each for each in self.whole.items if each.post_mortem not in self.parts]
        items += (each for part in self.parts.values() for each in part.items)
        return tuple(sorted(items, key=lambda item: (item.post_mortem, item.id, item.file)))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        others = (each for each in self.whole.findings if each.post_mortem not in self.parts)
        return (*others, *(each for part in self.parts.values() for each in part.findings))

    @cached_property
    def overview(self) -> Overview:
        """Items and incidents."""
        lives, whole = dict(self.whole.measured.lives), self.whole.measured.incidents
        incidents = [each for each in whole if each.id not in self.parts]
        for part in self.parts.values():
            lives.update(part.measured.lives)
            incidents += part.measured.incidents
        return Overview(self.as_of, self.items, Measured(lives, tuple(incidents)))
