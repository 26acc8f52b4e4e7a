"""People who talk on the tickets of each tracker, in the forms that its pages offer them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, TypeAlias

from syncd.testing.conformance.stage import Stage
from tests.asana.stage import AsanaStage, asana
from tests.files.stage import FilesStage, files
from tests.github.stage import GitHubStage, github
from tests.jira.stage import BOT, JiraStage, cloud, data_center
from tests.linear.stage import LinearStage, linear

Form: TypeAlias = Literal["plain", "quote", "code"]
Who: TypeAlias = Literal["jane", "omar", "outsider", "bot"]


@dataclass
class Voices:
    """Whoever says something on a stage; `bot` is the account that syncd itself uses."""

    stage: Any
    bot: str
    forms: Callable[[str, Form], str]

    def account(self, who: Who) -> str | None:
        """Somebody's account; None where there is nobody like that."""
        if who in {"outsider", "bot"}:
            return self.bot if who == "bot" else self.stage.outsider
        jane, omar = self.stage.accounts.values()
        return str(jane if who == "jane" else omar)

    def say(self, key: str, who: Who, text: str, form: Form = "plain") -> None:
        """Let somebody comment on a ticket."""
        account = self.account(who)
        assert account is not None
        self.stage.pass_time(2)
        self.stage.speak(key, account, self.forms(text, form))

    def edit(self, key: str, who: Who, was: str, text: str) -> None:
        """Let somebody put other words into the last comment that said so."""
        self.stage.pass_time(2)
        here = [said for said in self.stage.simulator.state().comments if said.ticket == key]
        last = [said for said in here if was in said.body][-1]
        known = int(last.id) if last.id.isdecimal() and len(last.id) < 12 else last.id
        self._human(who).edit_comment(known, text)

    def _human(self, who: Who) -> Any:
        return self.stage.simulator.human(self.account(who))


class FileVoices(Voices):
    """People with a text editor."""

    def edit(self, key: str, who: Who, was: str, text: str) -> None:
        """Write over the last entry that says so."""
        file = self.stage.file(key)
        before, _, after = file.read_text("utf-8").rpartition(was)
        file.write_text(f"{before}{text}{after}", "utf-8")


class LinearVoices(Voices):
    """Humans of Linear are called by their addresses."""

    def _human(self, who: Who) -> Any:
        return self.stage.simulator.human(self.stage.simulator.world.users[self.account(who)].email)


class AsanaVoices(Voices):
    """Quotes and code are rich text, which no plain comment holds."""

    def say(self, key: str, who: Who, text: str, form: Form = "plain") -> None:
        """Let somebody comment with the editor's buttons."""
        if form == "plain":
            super().say(key, who, text)
            return
        tag = "blockquote" if form == "quote" else "pre"
        self._human(who).comment(key, html=f"<body><{tag}>{escape(text)}</{tag}></body>")


def _markdown(text: str, form: Form) -> str:
    if form == "quote":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    return f"```\n{text}\n```" if form == "code" else text


def _wiki(text: str, form: Form) -> str:
    macro = {"quote": "{quote}", "code": "{code}"}.get(form)
    return f"{macro}\n{text}\n{macro}" if macro else text


@contextmanager
def _files() -> Iterator[Voices]:
    with files() as stage:
        yield FileVoices(stage, "syncd", _markdown)


@contextmanager
def _github() -> Iterator[Voices]:
    with github() as stage:
        yield Voices(stage, "syncd-bot", _markdown)


@contextmanager
def _cloud() -> Iterator[Voices]:
    with cloud() as stage:
        yield Voices(stage, stage.simulator.user(BOT).account_id, _wiki)


@contextmanager
def _data_center() -> Iterator[Voices]:
    with data_center() as stage:
        yield Voices(stage, stage.simulator.user(BOT).name, _wiki)


@contextmanager
def _linear() -> Iterator[Voices]:
    with linear() as stage:
        yield LinearVoices(stage, stage.simulator.user("syncd-bot@acme.com").id, _markdown)


@contextmanager
def _asana(*, sections: bool = False) -> Iterator[Voices]:
    with asana(sections=sections) as stage:
        yield AsanaVoices(stage, stage.simulator.world.bot, _markdown)


VOICES: Mapping[str, Callable[[], Any]] = {
    "files": _files,
    "github": _github,
    "jira": _cloud,
    "jira-dc": _data_center,
    "linear": _linear,
    "asana": _asana,
    "asana-sections": lambda: _asana(sections=True),
}
"""Every tracker; that of Asana also with sections that stand for statuses."""

Stages: TypeAlias = FilesStage | GitHubStage | JiraStage | LinearStage | AsanaStage | Stage
