"""The tables of the file that belong to syncd itself, with their defaults."""

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from syncd.model import Hours
from syncd.policy.calendar import valid_holidays, valid_quiet, valid_zone

_DURATION = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: object) -> dt.timedelta:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError('a duration is expected, such as "30s", "5m", "24h" or "7d"')
    span = dt.timedelta(**{_UNITS[match[2]]: int(match[1])})
    if not span:
        raise ValueError("a duration longer than nothing is expected")
    return span


def _store(value: str) -> str:
    if value == ":memory:" or value.startswith(("sqlite://", "postgresql")):
        return value
    raise ValueError('"sqlite:///FILE", "postgresql://..." or ":memory:" is expected')


def _ticket(value: str) -> str:
    name, _, key = value.partition(":")
    if value and not (name and key):
        raise ValueError('"TRACKER:KEY" is expected, such as "jira:REL-12"')
    return value


Duration = Annotated[dt.timedelta, BeforeValidator(_duration)]


class Weekday(StrEnum):
    """The days of a week, in their order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Table(BaseModel):
    """A table in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SyncdTable(Table):
    """`[syncd]`: where memory is kept, and how often is looked."""

    store: Annotated[str, AfterValidator(_store)] = "sqlite:///syncd.db"
    poll: Duration = dt.timedelta(minutes=5)
    full_scan: Duration = dt.timedelta(hours=24)


class HoursTable(Table):
    """The keys of `[teams.NAME]` and `[people.E-MAIL]` that say when somebody is at work."""

    timezone: Annotated[str, AfterValidator(valid_zone)] = ""
    quiet: Annotated[str, AfterValidator(valid_quiet)] = ""
    holidays: Annotated[str, AfterValidator(valid_holidays)] = ""

    @property
    def hours(self) -> Hours:
        """What it says."""
        return Hours(self.timezone or None, self.quiet or None, self.holidays or None)


class TeamTable(HoursTable):
    """`[teams.NAME]`: where a team's tickets go, and who answers for it."""

    tracker: str
    project: Annotated[str, Field(min_length=1)]
    lead: str = ""
    services: tuple[str, ...] = ()
    create: bool = True
    confidential_project: str = ""


class PersonTable(HoursTable):
    """`[people."E-MAIL"]`: any other key is a login, named after the adapter it is for."""

    model_config = ConfigDict(extra="allow", frozen=True, str_strip_whitespace=True)
    __pydantic_extra__: dict[str, str] = Field(init=False)

    name: str = ""
    team: str = ""


class MarkdownTable(Table):
    """`[markdown]`: more headings under which action items stand, in any language."""

    headings: tuple[str, ...] = ()


class ServiceTable(Table):
    """`[service]`: the address of the service, and the token of its pages off loopback.

    Once a week, on `review_day` from `review_hour` on (UTC), the review goes into `review_file`
    and as a comment onto `review_ticket`, if these are set.

    `alert_services` and `alert_causes` name the labels, or annotations, of alerts that say which
    service is hit, and by what.
    """

    listen: str = "127.0.0.1:8080"
    token: SecretStr = SecretStr("")
    review_day: Weekday = Weekday.MONDAY
    review_hour: Annotated[int, Field(ge=0, le=23)] = 6
    review_file: str = ""
    review_ticket: Annotated[str, AfterValidator(_ticket)] = ""
    alert_services: tuple[str, ...] = ("service",)
    alert_causes: tuple[str, ...] = ("alertname", "summary", "description")
