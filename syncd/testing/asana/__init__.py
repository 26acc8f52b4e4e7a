"""Asana, as far as tasks go: projects, tags, stories, custom fields, events, webhooks, batches.

Each module says at its head which source its behaviour is known from, and what is not known. The
official description names shapes and statuses; most words of errors are what people quoted on
Asana's forum.
"""

from syncd.testing.asana.simulator import AsanaSimulator

__all__ = ["AsanaSimulator"]
