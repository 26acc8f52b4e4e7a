"""Making tickets: many in one request, each with its marker, and linked right after.

Sources: `createIssue` and `createIssues` of Atlassian's description: properties go along with a
create; of up to 50 some may be refused, and the others are made; a field that is not on the
create screen is refused by its id, with nothing made.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from syncd.model import Draft, Status, Ticket
from syncd.ports import Applied, PortError, Result
from syncd_jira.client import Client
from syncd_jira.lacking import OPTIONAL, Lacking
from syncd_jira.link import put_link
from syncd_jira.marker import PROPERTY, Marker, anchored, written
from syncd_jira.metadata import Metadata
from syncd_jira.search import Written
from syncd_jira.shape import Shape, as_label
from syncd_jira.transition import change_status
from syncd_jira.verdicts import FieldsError

BULK = 50


@dataclass(slots=True)
class _Wish:
    """A ticket that is to be made: the fields to ask for, and what was left out of them."""

    draft: Draft
    fields: dict[str, Any]
    dropped: list[str] = field(default_factory=list)

    @property
    def native(self) -> str | None:
        """The priority that is asked for, in Jira's words."""
        name = (self.fields.get("priority") or {}).get("name")
        return str(name) if name else None


class Maker:
    """Makes tickets with one account."""

    def __init__(
        self, client: Client, shape: Shape, metadata: Metadata, lacking: Lacking, written: Written
    ) -> None:
        """All that it needs to know of what it makes."""
        self._client = client
        self._shape = shape
        self._metadata = metadata
        self._lacking = lacking
        self._written = written

    def create(self, drafts: Sequence[Draft]) -> Sequence[Result]:
        """Make tickets, up to 50 in one request, and link each to its post-mortem."""
        results: list[Result] = []
        for start in range(0, len(drafts), BULK):
            results += self._create(drafts[start : start + BULK])
        return results

    def _create(self, drafts: Sequence[Draft]) -> Sequence[Result]:
        results: dict[int, Result] = {}
        wishes: dict[int, _Wish] = {}
        for n, draft in enumerate(drafts):
            try:
                wishes[n] = self._wish(draft)
            except PortError as error:
                results[n] = error
        if len(wishes) > 1:
            results |= self._bulk(wishes)
        else:
            results |= {n: self._single(wish) for n, wish in wishes.items()}
        return [results[n] for n in range(len(drafts))]

    def _single(self, wish: _Wish) -> Result:
        while True:
            try:
                made = self._client.send("POST", "/issue", body=self._body(wish), repeatable=False)
            except FieldsError as error:
                if not self._does_without(wish, error):
                    return error
            except PortError as error:
                return error
            else:
                return self._linked(wish, made.data)

    def _bulk(self, wishes: Mapping[int, _Wish]) -> Mapping[int, Result]:
        body = {"issueUpdates": [self._body(wish) for wish in wishes.values()]}
        try:
            answer = self._client.send(
                "POST", "/issue/bulk", body=body, repeatable=False, expected={400}
            )
        except PortError as error:
            return dict.fromkeys(wishes, error)
        places = list(wishes)
        refused = {
            places[error["failedElementNumber"]]: error.get("elementErrors") or {}
            for error in answer.data.get("errors") or ()
        }
        made = iter(answer.data.get("issues") or ())
        results: dict[int, Result] = {}
        for n in places:
            if n not in refused:
                results[n] = self._linked(wishes[n], next(made))
        for n, errors in refused.items():  # nothing was made of those: they can be asked for anew
            refusal = self._refusal(errors)
            without = self._does_without(wishes[n], refusal)
            results[n] = self._single(wishes[n]) if without else refusal
        return results

    def _refusal(self, errors: Mapping[str, Any]) -> FieldsError:
        fields = errors.get("errors") or {}
        words = [*map(str, errors.get("errorMessages") or ())]
        words += [f"{name}: {value}" for name, value in fields.items()]
        return FieldsError(f"{self._client.name}: POST /issue/bulk: {', '.join(words)}", fields)

    def _does_without(self, wish: _Wish, error: FieldsError) -> bool:
        left_out = self._lacking.leave_out(wish.draft.project, wish.fields, error)
        wish.dropped += left_out
        return bool(left_out)

    def _wish(self, draft: Draft) -> _Wish:
        wanted, project, speech = draft.wanted, draft.project, self._shape.speech
        text = speech.text(draft.body)
        fields: dict[str, Any] = {
            "project": {"key": project},
            "issuetype": {"name": self._shape.settings.issue_type},
            "summary": wanted.title,
            "description": text
            if speech.cloud
            else anchored(text, Marker(draft.identity, link=draft.identity.url)),
            "labels": sorted(as_label(label) for label in wanted.labels),
        }
        if wanted.assignee:
            fields["assignee"] = speech.user(wanted.assignee)
        if wanted.due:
            fields["duedate"] = wanted.due.isoformat()
        if draft.priority and (native := self._shape.settings.priorities.get(draft.priority)):
            fields["priority"] = {"name": native}
        missing = [name for name in fields if not self._lacking.has(project, name)]
        for name in missing:
            del fields[name]
        fields |= self._metadata.values(project)
        return _Wish(draft, fields, [OPTIONAL[name] for name in missing])

    def _body(self, wish: _Wish) -> dict[str, Any]:
        """The request, whose marker has the priority that is really asked for."""
        if not self._client.cloud:
            return {"fields": wish.fields}
        identity = wish.draft.identity
        marker = written(Marker(identity, link=identity.url, native=wish.native))
        return {"fields": wish.fields, "properties": [{"key": PROPERTY, "value": marker}]}

    def _linked(self, wish: _Wish, made: Mapping[str, Any]) -> Applied:
        """The ticket that was made, once it links its post-mortem."""
        draft, number, key = wish.draft, str(made["id"]), str(made["key"])
        wanted, identity = draft.wanted, draft.identity
        self._written.add(number)
        link: str | None = identity.url
        try:
            put_link(self._client, number, identity, identity.url)
        except PortError:
            link = None  # the ticket is there, and the next pass links it
            self._tell_that_link_is_missing(wish, number)
        status, now = Status.OPEN, self._client.server_time()
        if draft.status is Status.IN_PROGRESS:
            with suppress(PortError):  # then it is open, and people see that
                change_status(self._client, self._shape, key, number, draft.status)
                status = draft.status
        assigned = "assignee" in wish.fields
        ticket = Ticket(
            ref=self._shape.ref({**made, "fields": {"project": {"key": draft.project}}}),
            revision=f"made||{wish.native or ''}",
            title=wanted.title,
            status=status,
            assignee=draft.base.owner if assigned else None,
            due=wanted.due if "duedate" in wish.fields else None,
            labels=wanted.labels,
            created=now,
            updated=now,
            back_link=link,
            identity=identity,
            account=wanted.assignee if assigned else None,
        )
        return Applied(ticket, dropped=sorted(wish.dropped))

    def _tell_that_link_is_missing(self, wish: _Wish, number: str) -> None:
        if self._client.cloud:
            value = written(Marker(wish.draft.identity, link=None, native=wish.native))
            with suppress(PortError):
                self._client.send("PUT", f"/issue/{number}/properties/{PROPERTY}", body=value)
