"""GitHub, as far as issues and documents go."""

from syncd.testing.github.simulator import GitHubSimulator

__all__ = ["GitHubSimulator"]
