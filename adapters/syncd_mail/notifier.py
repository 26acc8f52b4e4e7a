"""The port: mail to people, and to a list."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from syncd.model import Digest, Post
from syncd.ports import Check, NotifierCapabilities, Opening, PortError, RejectedError
from syncd_mail.client import Client
from syncd_mail.message import of_digest, of_post
from syncd_mail.settings import NotifierSettings, is_address


class MailNotifier:
    """One account of one mail server."""

    capabilities = NotifierCapabilities(reads_back=False)

    def __init__(self, opening: Opening, settings: NotifierSettings) -> None:
        """Nothing is connected to before it is asked for."""
        self.name = opening.name
        self.sends_digests = settings.digests
        self.review_channel = settings.review_channel
        self._settings = settings
        self._accounts = opening.accounts
        self._gate = opening.gate
        self._client = Client(opening.name, settings, opening.gate, opening.root)

    def sent(self, person: str, day: date) -> bool:  # noqa: ARG002
        """False: mail that is sent is out of sight."""
        return False

    def send(self, digest: Digest) -> None:
        """Send a person's mail of a day."""
        to = self._accounts.get(digest.person.casefold(), digest.person)
        self._demand_address(to)
        mail = of_digest(digest, to, self._settings.sender, self._settings.domain, self._now())
        self._client.send(mail, to)

    def post(self, post: Post) -> None:
        """Send something to a list; the channel is its address."""
        self._demand_address(post.channel)
        mail = of_post(post, self._settings.sender, self._settings.domain, self._now())
        self._client.send(mail, post.channel)

    def check(self) -> Sequence[Check]:
        """Whether the server lets syncd in."""
        subject = f"notify.{self.name}"
        try:
            called = self._client.look()
        except PortError as error:
            return [Check(subject, ok=False, message=str(error))]
        told = f"mail by {called or self._settings.host} from {self._settings.sender}"
        hint = (
            "what was sent cannot be read back: when the store is lost, a digest of that day may"
            " arrive twice, with the same Message-ID"
        )
        return [Check(subject, ok=True, message=told, hint=hint)]

    def _demand_address(self, text: str) -> None:
        if not is_address(text):
            raise RejectedError(f"{self.name}: {text!r} is no address that mail can be sent to")

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._gate.real_time.now(), UTC)
