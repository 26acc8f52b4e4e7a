"""What `syncd doctor` looks at in Asana; it writes nothing.

Source: Asana's OpenAPI description, `getUser`, `getProject`, `getCustomFieldSettingsForProject`,
`getSectionsForProject`, `getTagsForWorkspace`. What an account may write is not said before it
tries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syncd.model import Priority
from syncd.ports import Check, PortError
from syncd_asana.client import Client
from syncd_asana.places import Places
from syncd_asana.records import Person
from syncd_asana.settings import FieldValue, TrackerSettings
from syncd_asana.shape import project_gid

_SKEW = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Doctor:
    """Looks at one account; `labels` are those that syncd writes."""

    client: Client
    places: Places
    settings: TrackerSettings
    labels: Sequence[str]

    def check(self, projects: Sequence[str]) -> Sequence[Check]:
        """Who syncd is there, what each project has, and which tags there are."""
        subject = f"trackers.{self.client.name}"
        checks = _tried(subject, self._account(subject))
        if not all(check.ok for check in checks):
            return checks
        checks += self._clock(subject)
        workspaces: dict[str, None] = {}
        for project in projects:
            place = f"{subject}, project {project}"
            checks += _tried(place, self._project(place, project, workspaces))
        for workspace in workspaces:
            place = f"{subject}, tags"
            checks += _tried(place, self._tags(place, workspace))
        return checks

    def _account(self, subject: str) -> Iterator[Check]:
        me = self.client.get("/users/me", Person, {"opt_fields": "name,email"})
        self.client.introduce(me)
        who = f"{me.name} ({me.email})" if me.email else str(me.name)
        yield Check(subject, ok=True, message=f"the token is that of {who}")

    def _clock(self, subject: str) -> Iterator[Check]:
        skew = self.client.skew
        if skew is not None and abs(skew) > _SKEW:
            where = "behind" if skew > 0 else "ahead of"
            message = f"this machine's clock is {abs(skew):.0f} s {where} Asana's"
            yield Check(subject, ok=False, message=message, hint="set it right, best by NTP")

    def _project(self, subject: str, project: str, workspaces: dict[str, None]) -> Iterator[Check]:
        gid = project_gid(project)
        found = self.places.project(gid)
        if found.archived:
            hint = "take it out of the archive, or name another project in [teams]"
            yield Check(subject, ok=False, message=f"{found.name} is archived", hint=hint)
            return
        yield Check(subject, ok=True, message=f"{found.name} can be read")
        workspaces[self.places.workspace(gid)] = None
        for name in (self.settings.in_progress_section, self.settings.dropped_section):
            if name:
                yield from _tried(subject, self._section(gid, name))
        for name, value in self._fields():
            yield from _tried(subject, self._field(subject, gid, name, value))

    def _section(self, project: str, name: str) -> Iterator[Check]:
        self.places.section(project, name)  # raises if there is none
        yield from ()

    def _fields(self) -> Iterator[tuple[str, FieldValue]]:
        yield from self.settings.fields.items()
        yield from self.settings.dropped_field.items()
        if name := self.settings.priority_field:
            yield from ((name, priority.value) for priority in Priority)

    def _field(self, subject: str, project: str, name: str, value: FieldValue) -> Iterator[Check]:
        _, locked = self.places.values(project, {name: value})
        if locked:
            message = f"the custom field {name} is locked or computed: syncd leaves it out"
            hint = "have it unlocked for syncd's account, or take it out of the configuration"
            yield Check(subject, ok=False, message=message, hint=hint)

    def _tags(self, subject: str, workspace: str) -> Iterator[Check]:
        there = self.places.tags(workspace)
        missing = sum(1 for label in self.labels if label.casefold() not in there)
        for label in sorted(self.labels):
            gids = there.get(label.casefold(), ())
            if len(gids) > 1:
                message = f"{len(gids)} tags are called {label}: syncd takes the oldest"
                hint = "merge them in Asana, or give syncd's another name in [labels]"
                yield Check(subject, ok=True, message=message, hint=hint)
        told = f"{len(self.labels) - missing} of the {len(self.labels)} that syncd uses are there"
        more = "; the others are made when the first ticket needs them" if missing else ""
        yield Check(subject, ok=True, message=f"{told}{more}")


def _tried(subject: str, looking: Iterator[Check]) -> list[Check]:
    try:
        return list(looking)
    except PortError as error:
        return [Check(subject, ok=False, message=str(error))]
