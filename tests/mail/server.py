"""A mail server on loopback, as a stage for the conformance suite."""

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from syncd.testing import Clock
from syncd.testing.conformance import Delivered
from syncd.testing.conformance.delivered import Failure
from tests.tokens import token

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
USER = "syncd"
PASSWORD = token("mail")
STRANGER = "nobody@elsewhere.com"


class Mailbox:
    """What a server does with the mail that it gets: `kept` is each with its recipients."""

    def __init__(self) -> None:
        """Nothing has come, and nothing goes wrong."""
        self.kept: list[tuple[list[str], EmailMessage]] = []
        self.faults: list[Failure] = []
        self.tries = 0

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """The sender: where most faults strike, before anything is sent."""
        self.tries += 1
        fault = self.faults[0] if self.faults else None
        if fault not in {None, "lose-answer"}:
            self.faults.pop(0)
        if fault == "drop":
            server.transport.abort()
        if fault == "503":
            return "451 4.3.0 try again later"
        if fault == "429":
            return "421 4.7.0 too many messages"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """A recipient; one is not known here."""
        if address == STRANGER:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """The text: kept, and then perhaps not answered."""
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.kept.append((list(envelope.rcpt_tos), parsed))
        if self.faults[:1] == ["lose-answer"]:
            self.faults.pop(0)
            server.transport.abort()
        return "250 OK"


class _Words(HTMLParser):
    """What a page shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []

    def handle_data(self, data: str) -> None:
        self.shown.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "img", "iframe"}, tag


class MailStage:
    """A mail server with TLS and a password."""

    stranger = STRANGER
    channel = "reliability@acme.com"

    def __init__(self, box: Mailbox, port: int, authority: Path) -> None:
        """The server listens on `port` and shows a certificate of `authority`."""
        self.box = box
        self.clock = Clock(START)
        self.table = (
            f'adapter = "mail"\nhost = "127.0.0.1"\nport = {port}\nca_file = "{authority}"\n'
            f'user = "{USER}"\nsender = "syncd@acme.com"'
        )
        self.environ: Mapping[str, str] = {"SYNCD_NOTIFY__IT__PASSWORD": PASSWORD}

    def delivered(self) -> Sequence[Delivered]:
        """Every mail, as text and as a page."""
        return [Delivered(to=to, views=views(message)) for to, message in self.box.kept]

    def fault(self, what: Failure, times: int = 1, retry_after: int | None = None) -> None:
        """A fault of the next messages; SMTP has no word for how long a limit lasts."""
        self.box.faults = [what] * times

    def tries(self) -> int:
        """How often somebody began a message."""
        return self.box.tries

    def now(self) -> float:
        """A time that tests move."""
        return self.clock.now().timestamp()

    def pass_time(self, seconds: float) -> None:
        """Move it on."""
        self.clock.advance(seconds=seconds)


def views(message: EmailMessage) -> list[str]:
    """The text of a mail, and what its page shows."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    words = _Words()
    words.feed(page.get_content())
    return [f"{message['Subject']}\n{plain.get_content()}", "".join(words.shown)]


@contextmanager
def mail(folder: Path) -> Iterator[MailStage]:
    """A server that is gone when the context ends; its certificate lies in `folder`."""
    box = Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority = certificate(folder, context)
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_knows,
    )
    controller.start()
    try:
        yield MailStage(box, controller.port, authority)
    finally:
        controller.stop()


@contextmanager
def plain_mail() -> Iterator[int]:
    """The port of a server that takes mail from this machine as it is."""
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _knows(
    server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword
) -> AuthResult:
    right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def certificate(folder: Path, context: ssl.SSLContext) -> Path:
    """Make a certificate for 127.0.0.1, let `context` show it, and give its own file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)  # noqa: TID251  (TLS looks at the machine's clock)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown = folder / "mail.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both = folder / "mail-key.pem"
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    both.write_bytes(key.private_bytes(*form, serialization.NoEncryption()))
    context.load_cert_chain(shown, both)
    both.unlink()
    return shown


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
