"""What `syncd doctor` shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `syncd doctor`: what was looked at, whether it is well, and the way out."""

    subject: str
    ok: bool
    message: str
    hint: str | None = None
