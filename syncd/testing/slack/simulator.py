"""The Slack simulator: its parts put together behind a port."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any, ClassVar

from syncd.testing.clock import Clock
from syncd.testing.exchange import Answer, Request
from syncd.testing.faults import DEEDS, Act, Deed, Fault
from syncd.testing.simulator import Options, Simulator
from syncd.testing.slack import messages, people
from syncd.testing.slack.access import NEEDED, arguments_of, demand, let_in, token_of
from syncd.testing.slack.errors import broken
from syncd.testing.slack.humans import Human
from syncd.testing.slack.limits import Limits
from syncd.testing.slack.text import mentions, seen, texts
from syncd.testing.slack.world import Message, SlackWorld
from syncd.testing.state import State


def _failed_late(_: Fault, act: Act) -> Answer:
    """`internal_error` with HTTP 200, the message being posted all the same."""
    act.carry_out()
    return Answer(200, {"ok": False, "error": "internal_error"})


class SlackSimulator(Simulator[SlackWorld]):
    """Slack's Web API; what it knows and from where stands in the docstring of the package.

    `Options.projects` are channels that are there from the start. A fault or hook matches
    `POST /chat.postMessage`, with or without `/api` before it.
    """

    name = "slack"
    base_path = "/api"
    parts = (people.routes, messages.routes)
    deeds: ClassVar[Mapping[str, Deed]] = {**DEEDS, "internal-error": _failed_late}

    def __init__(self, options: Options | None = None) -> None:
        """Every token is good, everybody is there, and so is every channel."""
        chosen = options or Options()
        super().__init__(SlackWorld(Clock(chosen.now)), chosen)
        self.limits = Limits()
        with self.changing() as world:
            for name in chosen.projects:
                world.channel(name)

    @property
    def url(self) -> str:
        """The base URL of its API, with the slash at its end that Slack's has."""
        return f"{super().url}/"

    def human(self, name: str) -> Human:
        """Somebody in the workspace, by e-mail."""
        return Human(self, name)

    def state(self) -> State:
        """No tickets, but `messages`: each with its readers, and what they see."""
        return State(more={"messages": [_shown(self.world, m) for m in self.said()]})

    def said(self) -> list[Message]:
        """Every message, the oldest first."""
        return list(self.world.messages.values())

    def subjects(self, request: Request) -> Iterable[str]:
        """The method of the API, however many slashes its address has."""
        return super().subjects(replace(request, path=_one_slash(request.path)))

    def admit(self, world: SlackWorld, request: Request) -> Request:
        """Find out who calls, with what, and whether that is too much."""
        arguments = arguments_of(request)
        let_in(world, token_of(request, arguments))
        method = request.path.rpartition("/")[2]
        if method in NEEDED:
            demand(world, NEEDED[method])
        self.limits.call(world, method)
        facts = {"arguments": arguments, "limits": self.limits}
        return replace(request, path=_one_slash(request.path), facts=facts)

    def decorate(self, world: SlackWorld, request: Request, answer: Answer) -> Answer:  # noqa: ARG002
        """What the token may do."""
        scopes = ",".join(sorted(world.settings.scopes))
        always = {"X-OAuth-Scopes": scopes, "Cache-Control": "private, no-cache, no-store"}
        return replace(answer, headers={**always, **answer.headers})

    def refusal(self, status: int) -> Answer:
        """An error in Slack's form; what is not there is an unknown method, with HTTP 200."""
        if status == 404:
            return Answer(200, {"ok": False, "error": "unknown_method"})
        return broken(status)


def _one_slash(path: str) -> str:
    """The base URL ends with a slash, and some put another one after it."""
    return path.replace("//", "/")


def _shown(world: SlackWorld, message: Message) -> dict[str, Any]:
    place = world.conversations[message.conversation]
    written = [message.text, *(text for kind, text in texts(list(message.blocks)))]
    markup = [
        message.text,
        *(text for kind, text in texts(list(message.blocks)) if kind == "mrkdwn"),
    ]
    return {
        **asdict(message),
        "channel": f"#{place.name}" if place.name else None,
        "person": world.users[place.user].email if place.user else None,
        "seen": [seen(text) for text in written],
        "mentions": [told for text in markup for told in mentions(text)],
    }
