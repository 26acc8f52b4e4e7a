"""The search for secrets finds them wherever they show, and fails the run."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATTERN = "INNER" + "-NEVER"  # what the tests below show is no secret of the run that they are in
LEAKY = f"""
import base64, contextlib, io, logging, sqlite3, subprocess, sys
import pytest
from syncd.ports import AgainError

SECRET = "{PATTERN}-1"
OPEN = []

def test_print():
    print("token", SECRET)

def test_error_stream():
    print(SECRET, file=sys.stderr)

def test_taken_output(capsys):
    print(SECRET)
    assert capsys.readouterr().out

def test_redirected_output():
    with contextlib.redirect_stdout(io.StringIO()):
        print(SECRET)

def test_output_of_a_process():
    code = "print('INNER' + '-NEVER')"
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

def test_log():
    logging.getLogger("anybody").warning("sent %s", SECRET)

def test_log_of_a_library():
    logging.getLogger("urllib3.connectionpool").debug("Authorization: %s", SECRET)

def test_basic_authentication():
    print(base64.b64encode(f"bot@acme.com:{{SECRET}}".encode()).decode())

def test_failure():
    raise ValueError(SECRET)

def test_verdict():
    with pytest.raises(AgainError):
        raise AgainError(f"GET /?token={{SECRET}}: 503")

def test_file(tmp_path):
    (tmp_path / "report.json").write_text(SECRET)

def test_database(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "syncd.db")) as store:
        store.execute("CREATE TABLE t (x)")
        store.execute("INSERT INTO t VALUES (?)", [SECRET])
        store.commit()

def test_write_ahead_log(tmp_path):
    store = sqlite3.connect(tmp_path / "syncd.db")
    OPEN.append(store)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE t (x)")
    store.execute("INSERT INTO t VALUES (?)", [SECRET])
    store.commit()
    assert SECRET.encode() not in (tmp_path / "syncd.db").read_bytes()
"""
CLEAN = f"""
import pytest

def test_clean(tmp_path, capsys):
    print("nothing")
    (tmp_path / "file").write_text("nothing")

@pytest.mark.keeps_secrets("token")
def test_a_file_that_may(tmp_path):
    (tmp_path / "token").write_text("{PATTERN}")
"""
LATE = f"""
def test_late(tmp_path_factory):
    (tmp_path_factory.mktemp("company") / "syncd.db-wal").write_text("{PATTERN}")
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Test runs of their own, with the plugin."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_ADDOPTS", f"-p tests.leaks --never-show {PATTERN}")
    return pytester


def test_each_place_is_searched(run: pytest.Pytester) -> None:
    """A secret in output, log, error or file fails the test that let it show, and names it."""
    run.makepyfile(test_leaky=LEAKY)
    result = run.runpytest_subprocess("-n0")
    names = [line.split("(")[0][4:] for line in LEAKY.splitlines() if line.startswith("def test")]
    told = result.stdout.str()
    assert [name for name in names if f"test_leaky.py::{name} let a secret show" not in told] == []
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    for place in ("report.json", "syncd.db-wal", "the text of its failure", "a AgainError"):
        assert place in told


def test_what_is_clean_passes(run: pytest.Pytester) -> None:
    """Nothing is found where nothing is, nor in the files that a test says it keeps secrets in."""
    run.makepyfile(test_clean=CLEAN)
    result = run.runpytest_subprocess("-n0")
    result.assert_outcomes(passed=2)
    assert result.ret == pytest.ExitCode.OK


def test_several_processes(run: pytest.Pytester) -> None:
    """Under pytest-xdist each process finds what its tests show, and what they leave at the end."""
    run.makepyfile(test_leaky=LEAKY, test_late=LATE, test_clean=CLEAN)
    result = run.runpytest_subprocess("-n2")
    assert result.parseoutcomes()["errors"] == LEAKY.count("def test")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*secrets that show*", "in *company0/syncd.db-wal"])


def test_what_is_left_at_the_end(run: pytest.Pytester) -> None:
    """A file that no test has as its own fails a run in which every test has passed."""
    run.makepyfile(test_late=LATE)
    result = run.runpytest_subprocess("-n0")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
