"""What is particular to mail: headers, forms, TLS, verdicts, and what doctor says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from syncd.config import load
from syncd.model import Outcome, Post
from syncd.ports import AgainError, DeniedError, Gate, RejectedError, UnsureError
from syncd.testing.conformance.notifying import TODAY, Told, digest, line
from syncd_mail.message import of_digest, of_post
from syncd_mail.settings import NotifierSettings
from tests.mail.server import MailStage, mail, views
from tests.tokens import token

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[MailStage]:
    """A server with TLS."""
    with mail(tmp_path) as stage:
        yield stage


@pytest.fixture
def it(stage: MailStage, tmp_path: Path) -> Told:
    """The notifier, as the suite opens it."""
    return Told(stage, tmp_path)


def made(*args: Any, **named: Any) -> EmailMessage:
    """The mail of a digest."""
    told = digest(*args, **named)
    return of_digest(told, told.person, "syncd@acme.com", "acme.com", AT)


def test_headers() -> None:
    """Clients know a digest by its id, keep a person's together, and answer nothing."""
    mine = made("jane@acme.com")
    assert (mine["To"], mine["From"]) == ("jane@acme.com", "syncd <syncd@acme.com>")
    assert mine["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert mine["Auto-Submitted"] == "auto-generated"
    assert made("Jane@acme.com", line(2))["Message-ID"] == mine["Message-ID"]
    tomorrow = made("jane@acme.com", day=TODAY + timedelta(days=1))
    assert tomorrow["Message-ID"] != mine["Message-ID"]
    assert tomorrow["References"] == mine["References"]
    assert made("omar@acme.com")["References"] != mine["References"]


def test_what_it_looks_like() -> None:
    """The text is for people, and the page says the same with links."""
    mine = made("jane@acme.com", line(1), line(2, url=None, kind="due-soon"))
    text, page = views(mine)
    assert mine["Subject"] == "2 action items for you, 2026-03-02"
    assert "  overdue, P1, due 2026-02-27, PAY-1, PM-2026-0051\n" in text
    assert "  https://tracker.test/browse/PAY-1\n" in text
    assert "due soon, P1" in page
    body = mine.get_body(("html",))
    assert body is not None
    assert body.get_content().count("<a href=") == 1


def test_a_post_is_its_markdown_and_a_page() -> None:
    """The text is as it was written; HTML in it does not become part of the page."""
    post = Post("list@acme.com", "Review\nof week 9", "# Week 9\n\n- **done** <script>x</script>")
    mine = of_post(post, "syncd@acme.com", "acme.com", AT)
    assert mine["Subject"] == "Review of week 9"
    text, page = views(mine)
    assert post.text in text
    assert "<script>x</script>" in page


def test_a_lost_answer_is_unsure(it: Told, stage: MailStage) -> None:
    """Once the server has had the text nobody knows, and it is not sent again."""
    stage.fault("lose-answer", times=1)
    with pytest.raises(UnsureError):
        it.notifier().send(digest())
    assert len(stage.delivered()) == 1
    stage.fault("lose-answer", times=1)
    (done,) = it.notify(digest("omar@acme.com"))
    assert done.outcome is Outcome.FAILED
    assert "not sent again today" in str(done.error)


def test_a_wrong_password(it: Told, stage: MailStage) -> None:
    """It is told as that, and shows neither here nor in doctor."""
    stage.environ = {"SYNCD_NOTIFY__IT__PASSWORD": token("wrong")}
    with pytest.raises(DeniedError, match="refuses user and password") as refused:
        it.notifier().send(digest())
    assert token("wrong") not in str(refused.value)
    (check,) = it.notifier().check()
    assert not check.ok


def test_a_certificate_that_nobody_knows(it: Told, stage: MailStage) -> None:
    """Without the server's authority nothing is sent, not even the password."""
    lines = stage.table.splitlines()
    stage.table = "\n".join(each for each in lines if not each.startswith("ca_file"))
    with pytest.raises(DeniedError, match="cannot be trusted"):
        it.notifier().send(digest())
    assert stage.tries() == 0


def test_certificates_that_are_not_there(it: Told, stage: MailStage) -> None:
    """A file that holds none is named."""
    stage.table = stage.table.replace("mail.pem", "other.pem")
    with pytest.raises(DeniedError, match=r"other\.pem holds no certificates"):
        it.notifier().send(digest())


def test_no_server(it: Told, stage: MailStage) -> None:
    """A place where nobody listens is for now, and says where it was."""
    stage.table = stage.table.replace("port = ", "port = 1#")
    with pytest.raises(AgainError, match=r"127\.0\.0\.1:1 cannot be reached"):
        it.notifier().send(digest())


def test_who_is_no_address(it: Told, stage: MailStage) -> None:
    """What is no address is never handed to the server."""
    for person in (
        "jane",
        "jane@acme.com, omar@acme.com",
        "jane@acme.com\r\nBcc: eve@x.test",
        "jané@x.test",
    ):
        with pytest.raises(RejectedError, match="no address"):
            it.notifier().send(digest(person))
    assert stage.tries() == 0


def test_another_address(it: Told, stage: MailStage) -> None:
    """Who reads mail elsewhere than the documents say gets it there."""
    more = '\n[people."jane.doe@acme.com"]\nmail = "jane@home.test"\n'
    file = it.folder / "syncd.toml"
    file.write_text(f"[notify.it]\n{stage.table}\n{more}", "utf-8")
    settings = load(file, environ=stage.environ, rules=())
    settings.notifiers["it"].open(Gate("it"), settings.labels).send(digest())
    ((to, message),) = stage.box.kept
    assert (to, message["To"]) == (["jane@home.test"], "jane@home.test")


def test_doctor(it: Told) -> None:
    """It logs in, sends nothing, and says that mail cannot be read back."""
    (check,) = it.notifier().check()
    assert (check.ok, "cannot be read back" in str(check.hint)) == (True, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "syncd"},
        {"sender": "syncd@acme.com\r\nBcc: x@y.z"},
        {"tls": "none"},
        {"tls": "ssl"},
        {"user": "syncd"},
        {"password": "secret"},
        {"port": 0},
        {"review_channel": "#reliability"},
    ],
)
def test_settings_that_are_refused(wrong: dict[str, Any]) -> None:
    """What is no address, sends in the open, or says half of who it is."""
    right = {"host": "smtp.acme.com", "sender": "syncd@acme.com"}
    assert NotifierSettings.model_validate(right)
    with pytest.raises(ValidationError):
        NotifierSettings.model_validate(right | wrong)


def test_an_open_line_on_this_machine() -> None:
    """A server here needs no TLS."""
    here = {"host": "127.0.0.1", "sender": "syncd@acme.com", "tls": "none", "port": 25}
    assert NotifierSettings.model_validate(here).port == 25
