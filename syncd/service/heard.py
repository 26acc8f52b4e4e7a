"""Which deliveries were heard already, so that a copy of one counts for nothing."""

import threading
from collections import OrderedDict

_REMEMBERED = 10_000  # deliveries; one that comes again later than that does no harm


class Heard:
    """The newest deliveries, by who sent them and by their ids."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        self._heard: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def has(self, name: str, delivery: str) -> bool:
        """Whether it was heard."""
        with self._lock:
            return (name, delivery) in self._heard

    def add(self, name: str, delivery: str) -> bool:
        """Remember it; whether it is the first time."""
        with self._lock:
            is_new = (name, delivery) not in self._heard
            self._heard[name, delivery] = None
            while len(self._heard) > _REMEMBERED:
                self._heard.popitem(last=False)
            return is_new
