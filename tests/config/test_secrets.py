"""A secret can stand in a file of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import tokens
from tests.config.conftest import Load

pytestmark = pytest.mark.keeps_secrets("token")
SECRET = tokens.token("file")
GH = '[trackers.gh]\nadapter = "hub"\n'


def token(settings: object) -> str:
    """The token of the one tracker."""
    return settings.trackers["gh"].settings.token.get_secret_value()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("content", [SECRET, f"{SECRET}\n", f"{SECRET}\r\n"])
def test_a_secret_comes_from_a_file_beside_the_configuration(
    config: Load, tmp_path: Path, content: str
) -> None:
    """The path starts at the configuration, and the line end is not part of the secret."""
    (tmp_path / "token").write_bytes(content.encode())
    assert token(config(GH + 'token_file = "token"')) == SECRET


def test_the_name_of_the_file_can_come_from_the_environment(config: Load, tmp_path: Path) -> None:
    """A container gets its secret mounted and the path in a variable."""
    (tmp_path / "token").write_text(SECRET)
    environ = {"SYNCD_TRACKERS__GH__TOKEN_FILE": str(tmp_path / "token")}
    assert token(config(GH, environ)) == SECRET
    assert token(config(GH + 'token = "in the file"', environ)) == SECRET


def test_a_variable_wins_over_a_secret_file(config: Load) -> None:
    """The environment wins over the configuration, whichever way that names the secret."""
    environ = {"SYNCD_TRACKERS__GH__TOKEN": SECRET}
    assert token(config(GH + 'token_file = "not there"', environ)) == SECRET


def test_an_empty_secret_does_not_count_as_given(config: Load, tmp_path: Path) -> None:
    """`token = ""` beside `token_file` is what the example of the documentation looks like."""
    (tmp_path / "token").write_text(SECRET)
    assert token(config(GH + 'token = ""\ntoken_file = "token"')) == SECRET


def test_syncd_itself_reads_secret_files(config: Load, tmp_path: Path) -> None:
    """The service's own token can stand in a file as any adapter's."""
    (tmp_path / "token").write_text(f"{SECRET}\n")
    settings = config('[service]\ntoken_file = "token"')
    assert settings.service.token.get_secret_value() == SECRET


def test_both_ways_at_once_are_an_error(refused: Callable[..., str], tmp_path: Path) -> None:
    """Which of two secrets counts is not guessed."""
    (tmp_path / "token").write_text(SECRET)
    text = refused(GH + 'token = "other"\ntoken_file = "token"')
    assert "trackers.gh.token_file: token is given as well; keep one of the two" in text
    assert "other" not in text


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "there is no file"), (b"\n", "is empty"), (b"\xff", "is not UTF-8 text")],
)
def test_a_secret_file_without_a_secret_is_an_error(
    refused: Callable[..., str], tmp_path: Path, content: bytes | None, told: str
) -> None:
    """A file that is missing, empty or not text is named with its key and path."""
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    text = refused(GH + 'token_file = "token"')
    assert "trackers.gh.token_file" in text
    assert told in text
    assert str(path) in text


def test_a_folder_as_secret_file_is_an_error(refused: Callable[..., str], tmp_path: Path) -> None:
    """What cannot be read is told with the system's own reason."""
    (tmp_path / "token").mkdir()
    assert "cannot be read (Is a directory)" in refused(GH + 'token_file = "token"')
