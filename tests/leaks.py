"""A pytest plugin: the secrets that tests use show nowhere.

After each test it looks for their pattern, for private keys and for tokens that a simulator
lends: in what was printed (also where the test itself took that: `capsys`, redirected streams,
the output of `subprocess.run`), in every log record down to DEBUG, in the text of every
`PortError` that was made, in the text of a failure, and in every file of `tmp_path`. When all
tests are over it looks through all files below pytest's folder, databases and what SQLite keeps
beside them included. Whatever it finds fails the test, or the run.
"""

import base64
import contextlib
import functools
import logging
import re
import subprocess
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from syncd.ports import PortError
from tests.tokens import PATTERN

T = TypeVar("T")

_LIBRARIES = (
    "asyncio",
    "github",
    "httpcore",
    "httpx",
    "jira",
    "requests",
    "slack_sdk",
    "syncd_slack",
    "urllib3",
)
_MADE_ELSEWHERE = (rb"PRIVATE KEY-----", rb"ghs_\d+simulated")
_MARKER = "keeps_secrets(*names): the test itself keeps secrets in files of these names"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's own tests look for another pattern."""
    parser.addoption("--never-show", default=PATTERN, help="What every secret of a test contains.")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to listen."""
    config.addinivalue_line("markers", _MARKER)
    config.pluginmanager.register(Leaks(config), "leaks")


class Pattern:
    """Finds a text, as it is and as part of what was encoded by base64, as Basic auth is."""

    def __init__(self, text: str) -> None:
        """Keys and lent tokens are found as well, whatever the text is."""
        forms = [text.encode(), *_encoded(text.encode())]
        self._sought = re.compile(b"|".join([*map(re.escape, forms), *_MADE_ELSEWHERE]))

    def is_in(self, content: str | bytes) -> bool:
        """Whether it is there in some form."""
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        return self._sought.search(data) is not None


def _encoded(text: bytes) -> Iterator[bytes]:
    """The middle of its base64, whatever stands before and after it."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + text)
        yield whole[-(-before * 8 // 6) : (before + len(text)) * 8 // 6]


class Leaks:
    """Listens to one process of a test run."""

    def __init__(self, config: pytest.Config) -> None:
        """Listen from now on."""
        self._config = config
        self._pattern = Pattern(config.getoption("--never-show"))
        self._heard: list[str] = []
        self._found: list[str] = []
        self._allowed: set[Path] = set()
        self._owners: dict[Path, str] = {}
        self._patch = pytest.MonkeyPatch()
        self._listen()

    def pytest_unconfigure(self) -> None:
        """Listen no more."""
        self._patch.undo()
        logging.getLogger().removeHandler(self._handler)

    # What a test lets others hear.

    def _listen(self) -> None:
        heard, patch = self._hear, self._patch
        patch.setattr(
            pytest.CaptureFixture,
            "readouterr",
            _after(pytest.CaptureFixture.readouterr, lambda said: heard("its output", *said)),
        )
        patch.setattr(
            subprocess,
            "run",
            _after(subprocess.run, lambda done: heard("a process", done.stdout, done.stderr)),
        )
        for stream in (contextlib.redirect_stdout, contextlib.redirect_stderr):
            patch.setattr(stream, "__exit__", _closing(stream.__exit__, heard))
        patch.setattr(PortError, "__init__", _making(PortError.__init__, heard))
        self._handler = _Handler(lambda text: heard("its log", text))
        logging.getLogger().addHandler(self._handler)
        for name in _LIBRARIES:
            logging.getLogger(name).setLevel(logging.DEBUG)

    def _hear(self, where: str, *said: object) -> None:
        for each in said:
            if isinstance(each, str | bytes) and self._pattern.is_in(each):
                self._heard.append(where)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let a test fail that has let a secret show."""
        report = yield
        self._hear("the text of its failure", report.longreprtext)
        if report.when == "teardown":
            for name, content in report.sections:
                self._hear(name, content)
            self._heard += self._files_of(item)
            if self._heard:
                where = "\n".join(f"  in {where}" for where in dict.fromkeys(self._heard))
                report.outcome = "failed"
                report.longrepr = f"{item.nodeid} let a secret show:\n{where}"
                self._heard.clear()
        return report

    # What is written.

    def _files_of(self, item: pytest.Item) -> Iterator[str]:
        folder = getattr(item, "funcargs", {}).get("tmp_path")
        if not isinstance(folder, Path):
            return
        self._owners[folder] = item.nodeid
        for marker in item.iter_markers("keeps_secrets"):
            self._allowed |= {folder / str(name) for name in marker.args}
        yield from map(str, self._within(folder))

    def _within(self, folder: Path) -> Iterator[Path]:
        """The files below a folder in which a secret is; other processes have folders of theirs."""
        for path in sorted(folder.rglob("*")):
            others = path.relative_to(folder).parts[0].startswith("popen-gw")
            if others or path in self._allowed or not path.is_file() or path.is_symlink():
                continue
            with contextlib.suppress(OSError):  # a test made it unreadable, to see what happens
                if self._pattern.is_in(path.read_bytes()):
                    yield path

    # The end of a process, and of the run.

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Look through all files, tell the process that started this one, and let the run fail."""
        self._found += [f"in {where}, outside of any test" for where in self._heard]
        factory = getattr(self._config, "_tmp_path_factory", None)
        if (folder := getattr(factory, "_basetemp", None)) is not None:
            self._found += [f"in {path}{self._owner(path)}" for path in self._within(folder)]
        told = getattr(self._config, "workeroutput", None)
        if told is not None:
            told["leaks"] = self._found
        if self._found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take in what a process of pytest-xdist has found."""
        self._found += getattr(node, "workeroutput", {}).get("leaks", [])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what was found."""
        if self._found:
            terminalreporter.section("secrets that show", red=True)
            for line in self._found:
                terminalreporter.line(line)

    def _owner(self, path: Path) -> str:
        owner = next((name for at, name in self._owners.items() if at in path.parents), None)
        return f", of {owner}" if owner else ""


class _Handler(logging.Handler):
    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__(logging.NOTSET)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(self.format(record))


def _after(function: Callable[..., T], told: Callable[[T], None]) -> Callable[..., T]:
    """The same function, but somebody is told what it gives back."""

    @functools.wraps(function)
    def listened(*args: Any, **named: Any) -> T:
        given = function(*args, **named)
        told(given)
        return given

    return listened


def _closing(close: Callable[..., Any], heard: Callable[..., None]) -> Callable[..., Any]:
    def listened(stream: Any, *error: Any) -> Any:
        target = stream._new_target
        if hasattr(target, "getvalue"):
            heard("its output", target.getvalue())
        return close(stream, *error)

    return listened


def _making(make: Callable[..., None], heard: Callable[..., None]) -> Callable[..., None]:
    def listened(error: PortError, *args: object) -> None:
        heard(f"a {type(error).__name__}", *_texts(args))
        make(error, *args)

    return listened


def _texts(values: Iterable[object]) -> Iterator[str]:
    yield from map(str, values)
