"""One message to one server, and what its replies mean.

Until the server has had the text, nothing was sent, and it can be tried again; once it has, a
connection that breaks off leaves it unsure. Source: RFC 5321, 4.2.1 (4yz: try again, 5yz: do
not), 6.1 (a server that has answered DATA with 250 has taken the message).
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from syncd.ports import (
    AgainError,
    DeniedError,
    Gate,
    LimitedError,
    PortError,
    RejectedError,
    UnsureError,
)
from syncd.ports.attempt import attempt
from syncd_mail.settings import NotifierSettings

_TIMEOUT = 30.0  # seconds
_MINUTE = 60.0
_CLOSING = 421


class Client:
    """One account of one server; each message has a connection of its own."""

    def __init__(self, name: str, settings: NotifierSettings, gate: Gate, root: Path) -> None:
        """Nothing is connected to before it is asked for."""
        self.name = name
        self._settings = settings
        self._gate = gate
        self._root = root

    def send(self, message: EmailMessage, to: str) -> None:
        """Hand over a message.

        Raises:
            PortError: the verdict; `UnsureError` if the server may have taken it.
        """

        def once() -> None:
            with self.connected() as server:
                self._hand_over(server, message, to)

        attempt(self._gate, once, write=True)

    def look(self) -> str:
        """Connect and log in, as before a message; gives what the server calls itself.

        Raises:
            PortError: the verdict.
        """

        def once() -> str:
            with self.connected() as server:
                told = (server.ehlo_resp or b"").decode("utf-8", "replace")
                return (told.splitlines() or [""])[0]

        return attempt(self._gate, once)

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and logged in."""
        server = self._open()
        try:
            self._log_in(server)
            yield server
        finally:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()  # the message is with the server or is not; this changes nothing

    def _open(self) -> smtplib.SMTP:
        place = self._settings.host, self._settings.port
        try:
            if self._settings.tls == "implicit":
                return smtplib.SMTP_SSL(*place, timeout=_TIMEOUT, context=self._context())
            return smtplib.SMTP(*place, timeout=_TIMEOUT)
        except ssl.SSLError as error:
            raise self._denied(error) from error
        except smtplib.SMTPResponseException as error:
            raise self._busy(error.smtp_code) from error
        except (OSError, smtplib.SMTPException) as error:
            message = f"{self._place} cannot be reached ({type(error).__name__}); check host, port"
            raise AgainError(message) from error

    def _log_in(self, server: smtplib.SMTP) -> None:
        try:
            server.ehlo()
            if self._settings.tls == "starttls":
                server.starttls(context=self._context())
                server.ehlo()
            if self._settings.user:
                server.login(self._settings.user, self._settings.password.get_secret_value())
        except smtplib.SMTPNotSupportedError as error:
            hint = "set tls to what it can do" if self._settings.tls != "none" else "drop user"
            raise DeniedError(f"{self._place} does not offer that; {hint}") from error
        except ssl.SSLError as error:
            raise self._denied(error) from error
        except smtplib.SMTPResponseException as error:
            if error.smtp_code < 500:
                raise self._busy(error.smtp_code) from error
            # Only its number: some servers repeat in words what they were told.
            message = f"{self._place} refuses user and password ({error.smtp_code})"
            raise DeniedError(f"{message}; set them right") from None
        except (smtplib.SMTPException, OSError) as error:
            message = f"{self._place} broke off before anything was sent ({type(error).__name__})"
            raise AgainError(message) from error

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage, to: str) -> None:
        try:
            code, said = server.mail(self._settings.sender)
            if code >= 400:
                raise self._refused(code, said, f"mail from {self._settings.sender}", DeniedError)
            code, said = server.rcpt(to)
            if code >= 400:
                raise self._refused(code, said, f"mail to {to}", RejectedError)
        except (smtplib.SMTPException, OSError) as error:
            message_ = f"{self._place} broke off before anything was sent ({type(error).__name__})"
            raise AgainError(message_) from error
        try:
            code, said = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            code, said = error.smtp_code, _bytes(error.smtp_error)
        except (smtplib.SMTPException, OSError) as error:
            told = f"{self._place} broke off while it took the mail to {to}"
            raise UnsureError(f"{told}; it may have been sent") from error
        if code >= 400:
            raise self._refused(code, said, f"the mail to {to}", RejectedError)

    def _refused(
        self, code: int, said: bytes, what: str, verdict: type[DeniedError | RejectedError]
    ) -> PortError:
        if code == _CLOSING:
            return self._busy(code)
        words = " ".join(said.decode("utf-8", "replace").split())[:200]
        if secret := self._settings.password.get_secret_value():
            words = words.replace(secret, "***")
        told = f"{self._place} does not take {what}: {code} {words}".rstrip()
        return AgainError(told) if code < 500 else verdict(told)

    def _busy(self, code: int) -> PortError:
        return LimitedError(f"{self._place} is busy ({code}); syncd waits a minute", _MINUTE)

    def _denied(self, error: ssl.SSLError) -> DeniedError:
        reason = getattr(error, "verify_message", "") or error.reason or "no TLS"
        hint = "check tls and port, or name its certificates in ca_file"
        return DeniedError(f"{self._place} cannot be trusted ({reason}); {hint}")

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca_file:
            path = self._root / Path(self._settings.ca_file).expanduser()
            try:
                context.load_verify_locations(cafile=path)
            except (OSError, ssl.SSLError) as error:
                message = f"{self.name}: {path} holds no certificates ({error})"
                raise DeniedError(f"{message}; correct ca_file") from error
        return context

    @property
    def _place(self) -> str:
        return f"{self.name}: {self._settings.host}:{self._settings.port}"


def _bytes(said: bytes | str) -> bytes:
    return said.encode() if isinstance(said, str) else said
