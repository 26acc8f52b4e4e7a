"""One request with everything around it: the gate before it, and a second try where that is safe.

Only adapters that talk to a server import this module.
"""

from collections.abc import Callable
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from syncd.ports.errors import AgainError, LimitedError, PortError
from syncd.ports.gate import Gate

TRIES = 4
_JITTER = wait_random_exponential(multiplier=0.2, max=2.0)

T = TypeVar("T")


def attempt(
    gate: Gate, request: Callable[[], T], *, write: bool = False, spacing: float = 0.0
) -> T:
    """Send a request through the gate, again where its error says that this does no harm.

    `request` sends one request and raises a verdict: `AgainError` for what is safe to
    repeat, `UnsureError` for what is not, `LimitedError` where the tracker refused to look at
    it. A limit that is longer than the gate's patience is not waited for.

    Raises:
        PortError: the verdict of the last try.
    """

    def send() -> T:
        gate.enter(write=write, spacing=spacing)
        try:
            answer = request()
        except PortError as error:
            gate.ended(error)
            if isinstance(error, LimitedError):
                gate.rest(error.retry_after)
            raise
        gate.ended(None)
        return answer

    def is_worth_it(error: BaseException) -> bool:
        if isinstance(error, LimitedError):
            return error.retry_after <= gate.patience
        return isinstance(error, AgainError)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return 0.0 if isinstance(error, LimitedError) else _JITTER(state)  # the gate waits

    return Retrying(
        stop=stop_after_attempt(TRIES),
        retry=retry_if_exception(is_worth_it),
        wait=wait,
        sleep=gate.real_time.sleep,
        reraise=True,
    )(send)
