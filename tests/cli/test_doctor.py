"""`syncd doctor`."""

import json
from pathlib import Path

import pytest

from syncd.testing.slack import SlackSimulator
from tests.cli.conftest import CONFIG, Run
from tests.mail.server import plain_mail
from tests.tokens import token


def test_all_is_well(run: Run, company: Path) -> None:
    """Configuration, store, source and tracker are each a line, and the exit code is 0."""
    result = run("doctor")
    assert result.code == 0
    *lines, last = result.out.splitlines()
    assert {line[:4] for line in lines} <= {"ok  ", "    "}
    for subject in ("syncd.toml", "store", "sources.docs", "trackers.tickets"):
        assert any(subject in line for line in lines)
    assert last == "All is well."


def test_what_is_not_well_has_a_way_out(run: Run, company: Path) -> None:
    """A folder that is not there is told, the rest is checked all the same, and it is exit 3."""
    (company / "post-mortems").rename(company / "elsewhere")
    result = run("doctor")
    assert result.code == 3
    assert any(line.startswith("!!  sources.docs:") for line in result.out.splitlines())
    assert "ok  trackers.tickets" in result.out
    assert "To be put right: 1 of " in result.out


def test_a_wrong_configuration_is_a_check_that_failed(run: Run, company: Path) -> None:
    """Each error of the configuration is a line of its own, and it is exit 2."""
    (company / "syncd.toml").write_text(CONFIG + "[policy]\ncapcity = 3\n[servic]\n")
    result = run("doctor")
    assert result.code == 2
    assert result.out.count("!!  syncd.toml: ") == 2
    assert "did you mean 'capacity'?" in result.out


def test_an_empty_configuration_lacks_what_matters(run: Run, folder: Path) -> None:
    """A configuration without sources and teams is valid, and does nothing: that is said."""
    (folder / "syncd.toml").write_text("")
    result = run("doctor")
    assert result.code == 3
    assert "!!  sources: no post-mortems are read" in result.out
    assert "!!  teams: no ticket can be made" in result.out


def test_a_store_that_cannot_be_opened_is_told(run: Run, company: Path) -> None:
    """A store in a folder that is not there does not stop the other checks."""
    (company / "syncd.toml").write_text(CONFIG + '[syncd]\nstore = "sqlite:///no/such/s.db"\n')
    result = run("doctor")
    assert result.code == 3
    assert "!!  store: " in result.out
    assert "ok  sources.docs" in result.out


def test_as_json(run: Run, company: Path) -> None:
    """Programs get every check with whether it is well, its message and its hint."""
    report = json.loads(run("doctor", "--format", "json").out)
    assert (report["version"], report["ok"]) == ("1", True)
    assert {"subject", "ok", "message", "hint"} == set(report["checks"][0])
    (company / "syncd.toml").write_text("[x]\n")
    result = run("doctor", "--format", "json")
    assert result.code == 2
    assert json.loads(result.out)["ok"] is False


def test_notifiers_are_looked_at(run: Run, company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each way to tell people is a line, and one that cannot be reached does not stop the next."""
    monkeypatch.setenv("SYNCD_NOTIFY__CHAT__TOKEN", f"xoxb-{token('chat')}")
    monkeypatch.setenv("SYNCD_NOTIFY__HOOK__SECRET", token("hook"))
    with SlackSimulator() as slack:
        more = f"""
[notify.post]
adapter = "mail"
host = "127.0.0.1"
port = 1
tls = "none"
sender = "syncd@acme.com"
[notify.chat]
adapter = "slack"
url = "{slack.url}"
[notify.hook]
adapter = "webhook"
url = "https://hooks.acme.com/syncd"
"""
        (company / "syncd.toml").write_text(CONFIG + more)
        result = run("doctor")
        assert slack.said() == []
    assert result.code == 3
    assert "!!  post: 127.0.0.1:1 cannot be reached" in result.out.replace("notify.post: ", "")
    assert "ok  notify.chat: syncd is syncd in the workspace Simulated" in result.out
    assert "ok  notify.hook: signed JSON to hooks.acme.com" in result.out


def test_mail_without_a_store(run: Run, company: Path) -> None:
    """Nobody would know that a mail was sent: doctor says that none is, and the way out."""
    hook = '[notify.hook]\nadapter = "webhook"\nurl = "https://hooks.acme.com/"\nsecret = "s"\n'
    (company / "syncd.toml").write_text(CONFIG + hook + '[syncd]\nstore = ":memory:"\n')
    assert "no digests are sent" not in run("doctor").out
    mail = '[notify.post]\nadapter = "mail"\nhost = "127.0.0.1"\nsender = "s@acme.com"\n'
    with plain_mail() as port:
        more = f'{mail}port = {port}\ntls = "none"\n[syncd]\nstore = ":memory:"\n'
        (company / "syncd.toml").write_text(CONFIG + more)
        assert "!!  notify.post: without a store nobody knows" in run("doctor").out
