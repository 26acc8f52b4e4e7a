"""Where the service listens, and whether that is safe."""

import ipaddress
from dataclasses import dataclass


class AddressError(ValueError):
    """`service.listen` is no address, or not one that is safe; says the way out."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service listens."""

    host: str
    port: int

    @classmethod
    def parsed(cls, text: str) -> "Address":
        """`127.0.0.1:8080`, `[::1]:8080`, or `:8080` for every address of this machine.

        Raises:
            AddressError: it is none of these.
        """
        host, colon, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not colon or not port.isdecimal() or int(port) > 65_535:
            raise AddressError(
                f'service.listen: {text!r} is no address and port such as "127.0.0.1:8080"'
            )
        return cls(host or "0.0.0.0", int(port))  # noqa: S104  (asked for, and guarded below)

    @property
    def is_local(self) -> bool:
        """Whether nobody else can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def demand_safe(self, token: str) -> None:
        """Refuse to show everything to everybody.

        Raises:
            AddressError: it can be reached from elsewhere, and there is no token.
        """
        if not self.is_local and not token:
            raise AddressError(
                f"service.listen: {self.host}:{self.port} can be reached from other machines, and"
                " there is no service.token: set one ($SYNCD_SERVICE__TOKEN, or token_file), or"
                ' listen on "127.0.0.1:8080"'
            )
