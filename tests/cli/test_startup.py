"""What it costs to start."""

import subprocess
import sys
import time

ALLOWED = {"syncd", "syncd.cli", "syncd.cli.exits", "syncd.cli.group", "syncd.cli.options"}
VERSION = "import sys; from syncd.cli import main; sys.exit(main(['--version']))"


def test_the_version_loads_nothing_else() -> None:
    """`syncd --version` imports the standard library, click and the command line, no more."""
    code = (
        "import sys; before = set(sys.modules); from syncd.cli import main; main(['--version']);"
        "print(*sorted(set(sys.modules) - before), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, *modules = done.stdout.splitlines()
    assert first.startswith("syncd ")
    foreign = {
        name
        for name in modules
        if name.partition(".")[0] not in sys.stdlib_module_names
        and name.partition(".")[0] != "click"
        and name not in ALLOWED
    }
    assert not foreign


def test_the_version_is_as_fast_as_click_allows() -> None:
    """`syncd --version` takes at most 2.5 times as long as importing click."""

    def seconds(code: str) -> float:
        def once() -> float:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
            return time.perf_counter() - start

        return min(once() for _ in range(7))

    assert seconds(VERSION) <= 2.5 * seconds("import click")


def test_a_report_needs_no_pydantic_until_there_is_a_configuration() -> None:
    """`syncd score` without a configuration imports no settings, no store and no adapter."""
    code = (
        "import sys; from syncd.cli import main; main(['score', '--impact', '3', '--effort', '1']);"
        "print({'pydantic', 'sqlalchemy', 'structlog', 'syncd_files'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["P0 (3/1 = 3.00)", "set()"]
