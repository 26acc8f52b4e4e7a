"""What people were told outside the tracker, so that they are not told it twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from syncd.memory import schema

KEPT = timedelta(days=30)
_SINCE = "told since"


class Delivery(StrEnum):
    """How far a message came."""

    INTENDED = "intended"
    """It was about to be sent; who reads this later does not know more."""
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class MessageKey:
    """One message: to whom (or which channel), of which day, and by which notifier."""

    person: str
    day: date
    notifier: str


class Messages:
    """The part of a store that knows which digests and posts were sent."""

    _reading: Callable[[], AbstractContextManager[sa.Connection]]
    _writing: Callable[[], AbstractContextManager[sa.Connection]]

    def remembers_messages_since(self, now: datetime) -> datetime:
        """From when on this store knows of every message; `now` if this is the first question.

        What was sent before, by a store that is lost, it cannot know.
        """
        table = schema.meta
        query = sa.select(table.c.value).where(table.c.name == _SINCE)
        with self._writing() as connection:
            known = connection.scalar(query)
            if known is None:
                connection.execute(table.insert().values(name=_SINCE, value=now.isoformat()))
                return now
        return datetime.fromisoformat(known)

    def delivered(self, key: MessageKey) -> datetime | None:
        """When a message was sent, or was about to be; None where nothing is known of it."""
        with self._reading() as connection:
            found = connection.scalar(sa.select(schema.told.c.at).where(_is(key)))
        return None if found is None else datetime.fromisoformat(found)

    def delivery(self, key: MessageKey) -> Delivery | None:
        """How far a message came; None where nothing is known of it."""
        table = schema.told
        with self._reading() as connection:
            found = connection.scalar(sa.select(table.c.delivery).where(_is(key)))
        return None if found is None else Delivery(found)

    def note_delivery(self, key: MessageKey, delivery: Delivery | None, now: datetime) -> None:
        """Remember how far a message came; None forgets it, because it certainly was not sent.

        What is older than `KEPT` is forgotten with it.
        """
        table = schema.told
        with self._writing() as connection:
            connection.execute(table.delete().where(_is(key)))
            oldest = (now - KEPT).date().isoformat()
            connection.execute(table.delete().where(table.c.day < oldest))
            if delivery is not None:
                connection.execute(
                    table.insert().values(
                        person=key.person.casefold(),
                        day=key.day.isoformat(),
                        notifier=key.notifier,
                        delivery=delivery.value,
                        at=now.isoformat(),
                    )
                )


def _is(key: MessageKey) -> sa.ColumnElement[bool]:
    table = schema.told
    return sa.and_(
        table.c.person == key.person.casefold(),
        table.c.day == key.day.isoformat(),
        table.c.notifier == key.notifier,
    )
