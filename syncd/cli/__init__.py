"""The command line: `syncd COMMAND`.

In: arguments, the environment and a configuration. Out: a report on standard output,
progress and log on standard error, and an exit code: 0 done, 1 findings at or above
`--fail-on`, 2 usage or configuration, 3 incomplete.
It must not decide anything about post-mortems, nor import what a command does not need.
"""

from syncd.cli.group import main

__all__ = ["main"]
