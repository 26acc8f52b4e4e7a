"""What every answer of the service is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from syncd.config import Settings
from syncd.engine import Engine
from syncd.memory import Memory
from syncd.passes import World
from syncd.service.metrics import Metrics
from syncd.service.rounds import Rounds
from syncd.service.view import Standing, View


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of a running service. `now` is the time that passes go by."""

    world: World
    view: View
    engine: Engine
    rounds: Rounds
    metrics: Metrics
    now: Callable[[], datetime]

    @property
    def settings(self) -> Settings:
        """Its configuration."""
        return self.world.settings

    @property
    def memory(self) -> Memory:
        """Its store."""
        return self.world.memory

    def standing(self) -> Standing:
        """How things stand."""
        return self.view.current()
