"""What all tests share: how hard Hypothesis tries, where they run, and a search for secrets."""

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.leaks", "pytester"]

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "quick", deadline=None, derandomize=True, suppress_health_check=_SLOW_IS_FINE
)
settings.register_profile(
    "proof", settings.get_profile("quick"), max_examples=2_000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(autouse=True)
def _log_goes_nowhere_else() -> Iterator[None]:
    """Where a command sends its log, which is gone after its test, is not where later ones do."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    """What GitHub tells its jobs is not told to the syncd that is tested in one."""
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "GITHUB_EVENT_NAME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="session")
def _no_keys_that_are_not_syncds() -> Iterator[None]:
    """Where data of tests lies is read before; syncd would refuse the variables as unknown keys."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("SYNCD_CORPUS", "SYNCD_SPECS"):
            environment.delenv(name, raising=False)
        yield
