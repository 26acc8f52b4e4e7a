"""What a configuration comes to."""

import datetime as dt
from pathlib import Path

import pytest

from syncd.config import load
from syncd.model import Level, Priority
from syncd.ports import Gate, Opening
from tests.config.conftest import RULES, Load
from tests.tokens import PATTERN, token

pytestmark = pytest.mark.keeps_secrets("syncd.toml")
WHOLE = f"""
[syncd]
store = "sqlite:///memory/syncd.db"
poll = "30s"
full_scan = "2d"

[sources.docs]
adapter = "wiki"
path = "post-mortems"

[trackers.tickets]
adapter = "hub"
token = "{token("tracker")}"
labels = ["a", "b"]

[teams.payments]
tracker = "tickets"
project = "PAY"
lead = "ana@acme.com"
services = ["payments-api"]

[people."jane.doe@acme.com"]
name = "Jane Doe"
team = "payments"
hub = "janedoe"
github = "jd"

[labels]
post_mortem = "pm"

[policy]
since = 2026-01-01
capacity = 4

[policy.due]
P0 = 3

[policy.effort_days]
4 = 21

[rules]
zombie = "error"

[rules.payments]
too-few-items = "off"

[markdown]
headings = ["Maßnahmen"]

[notify.chat]
adapter = "slack"
token = "{token("chat")}"
review_channel = "#reliability"

[service]
listen = "0.0.0.0:80"
token = "{token("service")}"
"""


def test_an_empty_file_is_all_defaults(config: Load, tmp_path: Path) -> None:
    """An empty file is a configuration: SQLite beside it, and every default of the policy."""
    settings = config("")
    assert settings.store == f"sqlite:///{tmp_path}/syncd.db"
    assert settings.poll == dt.timedelta(minutes=5)
    assert settings.full_scan == dt.timedelta(hours=24)
    assert settings.policy.due[Priority.P3] == 60
    assert settings.service.listen == "127.0.0.1:8080"
    assert (settings.sources, settings.trackers) == ({}, {})


def test_every_table_arrives(config: Load, tmp_path: Path) -> None:
    """Each table of the file ends up typed in its place."""
    settings = config(WHOLE)
    assert settings.store == f"sqlite:///{tmp_path}/memory/syncd.db"
    assert (settings.poll, settings.full_scan) == (dt.timedelta(seconds=30), dt.timedelta(days=2))
    team = settings.organization.teams["payments"]
    assert (team.tracker, team.project, team.lead) == ("tickets", "PAY", "ana@acme.com")
    assert team.services == ("payments-api",)
    assert team.create
    assert team.confidential_project is None
    jane = settings.organization.people["jane.doe@acme.com"]
    assert (jane.name, jane.team) == ("Jane Doe", "payments")
    assert jane.accounts == {"hub": "janedoe", "github": "jd"}
    assert settings.labels.post_mortem == "pm"
    assert settings.policy.since == dt.date(2026, 1, 1)
    assert settings.levels == {"zombie": Level.ERROR}
    assert settings.team_levels == {"payments": {"too-few-items": Level.OFF}}
    assert settings.headings == ("Maßnahmen",)
    assert settings.notifiers["chat"].adapter == "slack"
    assert settings.service.token.get_secret_value() == token("service")


def test_a_partial_table_keeps_the_other_defaults(config: Load) -> None:
    """`[policy.due]` with P0 alone leaves P1 to P3 as they were, and so for each such table."""
    policy = config(WHOLE).policy
    assert [policy.due[priority] for priority in Priority] == [3, 14, 30, 60]
    assert policy.effort_days == {3: 7, 4: 21}
    assert policy.max_changes == 500


def test_sources_and_trackers_open_with_their_name_and_root(config: Load, tmp_path: Path) -> None:
    """An adapter is opened with the name of its table and the folder of the file."""
    settings = config(WHOLE)
    gate, labels = Gate("tickets"), settings.labels
    tracker: object = settings.trackers["tickets"].open(gate, labels)
    told = (labels.post_mortem, labels.all(), gate)
    assert tracker == ("hub", Opening("tickets", tmp_path, *told))
    source: object = settings.sources["docs"].open(gate, labels)
    assert source == ("wiki", Opening("docs", tmp_path, *told))


def test_a_relative_path_of_the_file_still_gives_an_absolute_root(
    config: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where syncd is started does not change what the configuration's paths mean."""
    config("")
    monkeypatch.chdir(tmp_path)
    settings = load(Path("syncd.toml"), environ={}, rules=RULES)
    assert settings.root == tmp_path


def test_stores_other_than_a_file_are_kept(config: Load) -> None:
    """PostgreSQL and memory are no paths below the root; an absolute path stays."""
    assert config('[syncd]\nstore = ":memory:"').store == "sqlite://"
    assert config('[syncd]\nstore = "postgresql://u:p@db/s"').store == "postgresql://u:p@db/s"
    assert config('[syncd]\nstore = "sqlite:////var/s.db"').store == "sqlite:////var/s.db"


def test_secrets_do_not_show(config: Load) -> None:
    """Printing the settings tells no secret, nor the password in the store's URL."""
    shown = repr(
        config('[syncd]\nstore = "postgresql://u:pa55@db/s"\n' + WHOLE.split("\n\n", 1)[1])
    )
    for secret in (PATTERN, "pa55"):
        assert secret not in shown


def test_only_the_adapters_that_are_named_are_loaded(config: Load) -> None:
    """An adapter that cannot be loaded harms nobody who does not name it."""
    assert config('[trackers.t]\nadapter = "hub"\ntoken = "x"').trackers.keys() == {"t"}


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    """A file saved by an editor that writes a byte order mark loads."""
    path = tmp_path / "syncd.toml"
    path.write_bytes(b'\xef\xbb\xbf[syncd]\npoll = "1m"\n')
    assert load(path, environ={}, rules=RULES).poll == dt.timedelta(minutes=1)
