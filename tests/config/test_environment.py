"""The environment over the file."""

from collections.abc import Callable

import pytest

from syncd.model import Level, Priority
from tests.config.conftest import Load
from tests.tokens import token

GH = '[trackers.gh]\nadapter = "hub"\n'


def test_the_environment_wins_over_the_file(config: Load) -> None:
    """A variable replaces one key and leaves its neighbours."""
    settings = config(
        GH + 'token = "old"\nurl = "https://one"', {"SYNCD_TRACKERS__GH__TOKEN": "new"}
    )
    table = settings.trackers["gh"].settings
    assert table.token.get_secret_value() == "new"  # type: ignore[attr-defined]
    assert table.url == "https://one"  # type: ignore[attr-defined]


def test_a_whole_table_can_come_from_the_environment(config: Load) -> None:
    """A tracker, its adapter included, needs no line in the file."""
    settings = config("", {"SYNCD_TRACKERS__GH__ADAPTER": "hub", "SYNCD_TRACKERS__GH__TOKEN": "x"})
    assert settings.trackers["gh"].adapter == "hub"


@pytest.mark.parametrize("text", ["12345", "true", "2026-01-01", "[1]", "1.5"])
def test_a_secret_that_looks_like_a_number_stays_text(config: Load, text: str) -> None:
    """Only where something else than text is expected is a variable read as a TOML value."""
    table = config(GH, {"SYNCD_TRACKERS__GH__TOKEN": text}).trackers["gh"].settings
    assert table.token.get_secret_value() == text  # type: ignore[attr-defined]


def test_numbers_lists_and_truths_are_read_as_toml(config: Load) -> None:
    """A variable holds what would stand right of the equals sign."""
    settings = config(
        GH + '[teams.payments]\ntracker = "gh"\nproject = "PAY"',
        {
            "SYNCD_TRACKERS__GH__TOKEN": "x",
            "SYNCD_TRACKERS__GH__PAGES": "3",
            "SYNCD_TRACKERS__GH__LABELS": '["a", "b"]',
            "SYNCD_TEAMS__PAYMENTS__CREATE": "false",
            "SYNCD_POLICY__SINCE": "2026-01-31",
            "SYNCD_POLICY__DUE__P0": "2",
            "SYNCD_POLICY__EFFORT_DAYS__4": "21",
            "SYNCD_POLICY__PRIORITY__P0_RATIO": "4",
        },
    )
    table = settings.trackers["gh"].settings
    assert (table.pages, table.labels) == (3, ("a", "b"))  # type: ignore[attr-defined]
    assert not settings.organization.teams["payments"].create
    assert str(settings.policy.since) == "2026-01-31"
    assert settings.policy.due[Priority.P0] == 2
    assert settings.policy.effort_days == {3: 7, 4: 21}
    assert settings.policy.priority.p0_ratio == 4.0


def test_names_that_a_variable_cannot_spell_are_found(config: Load) -> None:
    """Case, dots, dashes and @ in the file's names are matched by `_` in a variable."""
    settings = config(
        GH + 'token = "x"\n[teams.Data-Platform]\ntracker = "gh"\nproject = "D"\n'
        '[people."jane.doe@acme.com"]\nname = "Jane"',
        {
            "SYNCD_TEAMS__DATA_PLATFORM__LEAD": "li@acme.com",
            "SYNCD_PEOPLE__JANE_DOE_ACME_COM__TEAM": "Data-Platform",
            "SYNCD_RULES__MISSING_OWNER": "info",
        },
    )
    assert settings.organization.teams["Data-Platform"].lead == "li@acme.com"
    assert settings.organization.people["jane.doe@acme.com"].team == "Data-Platform"
    assert settings.levels == {"missing-owner": Level.INFO}


def test_variables_of_others_are_left_alone(config: Load) -> None:
    """What names the file, what others set, and what Kubernetes gives a pod is no key."""
    config(
        "",
        {
            "SYNCD_CONFIG": "elsewhere.toml",
            "SYNCDX": "1",
            "PATH": "/bin",
            "SYNCD_SERVICE_HOST": "10.0.0.1",
            "SYNCD_SERVICE_PORT": "80",
            "SYNCD_SERVICE_PORT_HTTP": "80",
            "SYNCD_PORT": "tcp://10.0.0.1:80",
            "SYNCD_PORT_80_TCP_ADDR": "10.0.0.1",
        },
    )


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("SYNCD_TRACKER__GH__TOKEN", "did you mean 'trackers'?"),
        ("SYNCD_TRACKERS__GH__TOKN", "did you mean 'token'?"),
        ("SYNCD_SYNCD__POL", "did you mean 'poll'?"),
        ("SYNCD_POLICY", "a variable sets one key, not a table"),
        ("SYNCD_DEBUG", "no table of the configuration has that name"),
        ("SYNCD_SYNCD__STORE__X", "$SYNCD_SYNCD__STORE__X"),
        ("SYNCD_TRACKERS____TOKEN", "$SYNCD_TRACKERS____TOKEN"),
    ],
)
def test_a_variable_that_fits_no_key_is_an_error(
    refused: Callable[..., str], variable: str, told: str
) -> None:
    """A slip in a variable's name is told with the variable and the nearest right key."""
    text = refused(GH + 'token = "x"', {variable: token("gh")})
    assert variable in text
    assert told in text
    assert token("gh") not in text


def test_a_wrong_type_names_the_variable(refused: Callable[..., str]) -> None:
    """Who set a value in the environment is not sent to look for it in the file."""
    text = refused("", {"SYNCD_POLICY__CAPACITY": "many"})
    assert "policy.capacity (from $SYNCD_POLICY__CAPACITY): found" in text
    assert "a whole number is expected, such as capacity = 9" in text
