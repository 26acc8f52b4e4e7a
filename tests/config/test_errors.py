"""Every error names the file, the key, what was found and the way out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from syncd.config import ConfigError, load
from tests.config.conftest import RULES

GH = '[trackers.gh]\nadapter = "hub"\ntoken = "x"\n'
TEAM = GH + '[teams.payments]\ntracker = "gh"\nproject = "PAY"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[polcy]\ncapacity = 4", "polcy: unknown table; did you mean 'policy'?"),
        ("[policy]\ncapcity = 4", "policy.capcity: unknown key; did you mean 'capacity'?"),
        ("[policy.due]\nP4 = 4", "policy.due.P4: unknown key; known: P0, P1, P2, P3"),
        (
            "[labels]\npostmortem = ''",
            "labels.postmortem: unknown key; did you mean 'post_mortem'?",
        ),
        ("[syncd]\nstor = ''", "syncd.stor: unknown key; did you mean 'store'?"),
        ("[service]\ntokn = ''", "service.tokn: unknown key; did you mean 'token'?"),
        (
            '[trackers.gh]\nadapter = "hub"\ntoken = "x"\npage = 3',
            "trackers.gh.page: unknown key; did you mean 'pages'?",
        ),
        (
            TEAM + "services_ = []",
            "teams.payments.services_: unknown key; did you mean 'services'?",
        ),
        (
            '[people."a@b.c"]\ntaem = "x"',
            "people.\"a@b.c\".taem: unknown key; did you mean 'team'?",
        ),
        ('[people."a@b.c"]\nhubb = "x"', "people.\"a@b.c\".hubb: unknown key; did you mean 'hub'?"),
        ('[rules]\nzombi = "off"', "rules.zombi: there is no such rule; did you mean 'zombie'?"),
    ],
)
def test_an_unknown_key_names_the_nearest(
    refused: Callable[..., str], text: str, told: str
) -> None:
    """A slip of the pen is answered with the key that was meant."""
    assert told in refused(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[policy]\ncapacity = "9"',
            'policy.capacity: found "9"; a whole number is expected, such as capacity = 9',
        ),
        ("[policy]\ncapacity = 1.5", "policy.capacity: found 1.5; a whole number is expected"),
        ("[policy]\ncapacity = true", "policy.capacity: found true; a whole number is expected"),
        ("[policy.priority]\noverrides = 1", "overrides: found 1; true or false, without quotes"),
        ("[policy]\nsince = 2026", "policy.since: found 2026; a date is expected"),
        ('[policy]\nsince = "soon"', 'policy.since: found "soon"; a date is expected'),
        ("[policy]\ndue = 7", "policy.due: found a number or date; a table is expected"),
        ("policy = 7", "policy: found a number or date; a table is expected"),
        ("trackers = 7", "trackers: found a number or date; a table is expected: [trackers.NAME]"),
        ("rules = 7", "rules: found a number or date; a table is expected: [rules.NAME]"),
        ("[trackers]\ngh = 7", "trackers.gh: found a value; a table is expected"),
        (
            TEAM + 'services = "api"',
            'teams.payments.services: found "api"; a list is expected, such as services = ["one",',
        ),
        (TEAM + "lead = 4", "teams.payments.lead: found 4; text in quotes is expected"),
        ("[markdown]\nheadings = [1]", "markdown.headings[0]: found 1; text in quotes is expected"),
        ('[syncd]\npoll = "often"', 'syncd.poll: found "often"; a duration is expected, such as'),
        ("[syncd]\npoll = 5", "syncd.poll: found 5; a duration is expected"),
        ('[syncd]\npoll = "0m"', 'syncd.poll: found "0m"; a duration longer than nothing'),
        ('[syncd]\nstore = "mysql://u:pa55@db"', 'syncd.store: found a text; "sqlite:///FILE"'),
        (
            '[rules]\nzombie = "fatal"',
            'rules.zombie: found "fatal"; expected: "error", "warning", "info" or "off"',
        ),
        ("[rules]\nzombie = true", "rules.zombie: found true"),
        (
            '[people."a@b.c"]\nhub = 123',
            'people."a@b.c".hub: found 123; text in quotes is expected',
        ),
    ],
)
def test_a_wrong_type_says_what_is_expected(
    refused: Callable[..., str], text: str, told: str
) -> None:
    """TOML's own words and an example, never a library's."""
    error = refused(text)
    assert told in error
    assert "Input should" not in error


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[trackers.gh]\nadapter = "hub"', "trackers.gh.token: is missing; set it here, or as"),
        (
            '[trackers.gh]\nadapter = "hub"',
            "$SYNCD_TRACKERS__GH__TOKEN, or name a file: token_file",
        ),
        ("[trackers.gh]\ntoken = 's'", "trackers.gh.adapter: is missing; name the adapter"),
        ('[trackers.gh]\nadapter = "hubb"', "no adapter is called 'hubb': did you mean 'hub'?"),
        ('[trackers.gh]\nadapter = "lost"', "package hub-for-tests cannot be loaded"),
        ('[trackers.gh]\nadapter = "wiki"', "trackers.gh.adapter: 'wiki' is no tracker"),
        ('[sources.gh]\nadapter = "hub"', "sources.gh.adapter: 'hub' is no source of post-mortems"),
        ("[notify.chat]\ntoken = 's'", "notify.chat.adapter: is missing"),
        ('[notify.chat]\nadapter = "hub"', "notify.chat.adapter: 'hub' is no way to tell people"),
        ('[notify.chat]\nadapter = "slak"', "no adapter is called 'slak': did you mean 'slack'?"),
        ('[trackers.gh]\nadapter = "slack"', "trackers.gh.adapter: 'slack' is no tracker"),
        (
            '[notify.chat]\nadapter = "slack"\ntoken = "s"\nchanel = "#x"',
            "notify.chat.chanel: unknown key",
        ),
        ('[trackers.slack]\nadapter = "hub"', "trackers.slack: no tracker can have this name"),
        ('[trackers.alertmanager]\nadapter = "hub"', "trackers.alertmanager: no tracker can"),
        (
            GH + '[teams.p]\ntracker = "ghe"\nproject = "P"',
            "teams.p.tracker: there is no tracker 'ghe'; did you mean 'gh'?",
        ),
        ('[teams.p]\ntracker = "gh"\nproject = "P"', "add [trackers.gh]"),
        (
            TEAM + '[people."a@b.c"]\nteam = "payment"',
            "people.\"a@b.c\".team: there is no team 'payment'; did you mean 'payments'?",
        ),
        (TEAM + "[rules.paymnts]", "rules.paymnts: there is no team 'paymnts'; did you mean"),
        (TEAM + '[rules.payments]\nzombi = "off"', "rules.payments.zombi: there is no such rule"),
    ],
)
def test_what_does_not_fit_together_is_told(
    refused: Callable[..., str], text: str, told: str
) -> None:
    """A missing secret, an adapter, tracker, team or rule that is not there: each has a way out."""
    assert told in refused(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[policy]\ncapacity = 0", "policy.capacity: found 0; at least 1"),
        ("[policy]\nmax_changes = -1", "policy.max_changes: found -1"),
        ("[policy]\nmin_items = 8", "policy.max_items: found 7; min_items is 8"),
        ("[policy.due]\nP0 = 0", "policy.due.P0: found 0; at least 1 day"),
        ("[policy.due]\nP1 = 40", "policy.due.P2: found 30; no fewer days than for P1 (40)"),
        ("[policy.acceptable]\nP0 = 5", "policy.due.P0: found 7; policy.acceptable.P0 is 5"),
        ("[policy.priority]\np1_ratio = 3.5", "policy.priority.p1_ratio: found 3.5; less than"),
        ("[policy.priority]\np2_ratio = nan", "policy.priority.p2_ratio: found"),
        ("[policy.priority]\np2_ratio = -1", "policy.priority.p2_ratio: found -1.0; more than 0"),
        ("[policy.priority]\nsev1_impact = 5", "policy.priority.sev1_impact: found 5"),
        ("[policy.effort_days]\n5 = 7", "policy.effort_days.5: found 7; effort 1 to 4"),
        ("[policy.likeness]\nitem = 101", "policy.likeness.item: found 101; 50 to 100"),
        ("[policy.likeness]\ncause_in_service = 49", "policy.likeness.cause_in_service: found 49"),
        (
            "[policy.likeness]\ncause = 60",
            "policy.likeness.cause_in_service: found 70; no more than cause (60) is expected",
        ),
    ],
)
def test_numbers_of_the_policy_must_make_sense(
    refused: Callable[..., str], text: str, told: str
) -> None:
    """Thresholds are positive and in order; the error says against which other number."""
    assert told in refused(text)


def test_all_errors_are_told_at_once(refused: Callable[..., str], tmp_path: Path) -> None:
    """Nobody repairs a configuration one error a run."""
    text = refused('[policy]\ncapcity = 4\n[syncd]\npoll = 5\n[trackers.gh]\nadapter = "hub"')
    assert text.startswith(f"{tmp_path / 'syncd.toml'}: 3 errors\n")
    assert [line.split(":")[0].strip() for line in text.splitlines()[1:]] == [
        "policy.capcity",
        "syncd.poll",
        "trackers.gh.token",
    ]


def test_a_syntax_error_has_line_and_column(refused: Callable[..., str]) -> None:
    """What is not TOML is pointed at."""
    assert "line 2, column 9" in refused("[syncd]\nstore = sqlite")


@pytest.mark.parametrize(
    "text",
    [
        '[trackers.gh]\nadapter = "hub"\ntoken = 7654321',
        '[trackers.gh]\nadapter = "hub"\ntoken = ["7654321"]',
        '[trackers.gh]\nadapter = "hub"\ntokn = "7654321"',
        '[trackers.gh]\nadapter = "hub"\ntoken = "7654321"\npages = "x"',
        "[service]\ntoken = 7654321",
        '[trackers]\ngh = "7654321"',
        'trackers = "7654321"',
        'service = "7654321"',
        "service = 7654321",
        '[trackers.gh]\nadapter = "hub"\ntoken = "x"\nauth = "7654321"',
        '[trackers.gh]\nadapter = "hub"\ntoken = "x"\nauth = {key = 7654321}',
        '[trackers.gh]\nadapter = "hub"\ntoken = "x"\nold = [7654321]',
        '[trackers.gh]\nadapter = "hub"\ntoken = "x"\nmany = [7654321]',
        '[trackers.gh]\nadapter = "hub"\ntoken = "x"\npicky = "7654321"',
        '[trackers.gh]\nadapter = "hub"\ntoken = "x"\nurl = ["https://u:7654321@hub"]',
    ],
)
def test_no_error_shows_a_secret(refused: Callable[..., str], text: str) -> None:
    """A secret of the wrong type, or under a wrong name, stays a secret."""
    assert "7654321" not in refused(text)


def test_an_error_hides_its_cause() -> None:
    """A traceback of a refused configuration holds no library's message with its values."""
    with pytest.raises(ConfigError) as caught:
        load(Path("nowhere.toml"), environ={}, rules=RULES)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_missing_file_names_init(tmp_path: Path) -> None:
    """Who has no configuration yet is told how to get one."""
    with pytest.raises(ConfigError, match=r"nope\.toml: there is no such file; `syncd init`"):
        load(tmp_path / "nope.toml", environ={}, rules=RULES)


def test_a_folder_is_told(tmp_path: Path) -> None:
    """A folder in place of the file is named as what it is."""
    with pytest.raises(ConfigError, match="this is a folder"):
        load(tmp_path, environ={}, rules=RULES)


def test_other_encodings_are_told(tmp_path: Path) -> None:
    """A file that is not UTF-8 is told with the byte."""
    path = tmp_path / "syncd.toml"
    path.write_bytes(b'x = "Ma\xdfnahme"')
    with pytest.raises(ConfigError, match="byte 7 is not UTF-8"):
        load(path, environ={}, rules=RULES)


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing permission is told as such."""

    def denied(*_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(ConfigError, match=r"cannot be read \(Permission denied\)"):
        load(tmp_path / "syncd.toml", environ={}, rules=RULES)
