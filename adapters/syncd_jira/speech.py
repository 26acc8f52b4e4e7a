"""How syncd writes and reads on each of the two Jiras: texts, people, and its own comments.

Cloud (version 3 of the API) has documents and account ids, Data Center (version 2) wiki markup
and user names. A comment of syncd's ends in its name, which links to the ticket; what it is the
record of stands behind the `#` of that link, since a search shows no properties of comments. It
counts only in comments of syncd's own account: whoever quotes one does not speak for syncd.

Whoever is mentioned is told by Jira: a node of the document on Cloud, `[~name]` on Data Center,
where the brackets of everything else are escaped. An address with brackets is no link then.

Source: jira.atlassian.com, "Text formatting notation" (`[~username]` is a link to a user's profile
and notifies; a backslash takes a character's meaning away).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syncd.model import Mention, State
from syncd.ports.marker import VERSION, state_fields, state_of
from syncd.ports.mentions import with_mentions
from syncd_jira import adf, wiki
from syncd_jira.marker import pack, unpack

NAME = "syncd"

_RECORD = re.compile(r"#syncd:([A-Za-z0-9_-]+)$")
_SIGNED = re.compile(r"\s*\[syncd\|[^\]|\s]*#syncd:([A-Za-z0-9_-]+)\]\s*\Z")
_URL = re.compile(r"(https?://\S+)")
_BRACKET = re.compile(r"[\[\]{}]")
_MARKUP = re.compile(r"([\\{}\[\]!*_|^~])")
_ESCAPED = re.compile(r"\\([\\{}\[\]!*_|^~])")


@dataclass(frozen=True, slots=True)
class Said:
    """What a comment says, and what syncd knows it by."""

    text: str
    record: str | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of one deployment."""

    cloud: bool

    def user(self, account: str) -> dict[str, str]:
        """A person as the value of a field."""
        return {"accountId" if self.cloud else "name": account}

    def account(self, user: Mapping[str, Any] | None) -> str | None:
        """The account of a person whom an answer shows."""
        return (user or {}).get("accountId" if self.cloud else "name")

    def text(self, plain: str) -> Any:
        """A plain text as the API takes it."""
        return adf.document(plain) if self.cloud else _escaped(plain)

    def comment(
        self,
        plain: str,
        record: str,
        url: str,
        state: State | None = None,
        mentions: Sequence[Mention] = (),
    ) -> Any:
        """A comment with its record; `url` is where its ticket is."""
        data: dict[str, Any] = {"record": record, "v": VERSION}
        if state is not None:
            data["state"] = state_fields(state)
        target = f"{url}#syncd:{pack(data)}"
        if self.cloud:
            return adf.document(plain, signed=(NAME, target), mentions=mentions)
        text = with_mentions(plain.strip(), mentions, _native, _escaped)
        return f"{text}\n\n[{NAME}|{target}]"

    def has_record(self, body: Any) -> bool:
        """Whether a comment claims to be syncd's."""
        return self._packed(body) is not None

    def read(self, body: Any, *, own: bool) -> Said:
        """What a comment says; only in syncd's `own` a record counts."""
        packed = self._packed(body) if own else None
        data = unpack(packed) if packed else None
        if data is None or data.get("v") != VERSION or not isinstance(data.get("record"), str):
            return Said(adf.words(body) if self.cloud else wiki.words(str(body or "")))
        text = (
            adf.words(adf.unsigned(body))
            if self.cloud
            else _ESCAPED.sub(r"\1", _SIGNED.sub("", str(body)))
        )
        return Said(text, data["record"], state_of(data.get("state")))

    def holding(self, body: str, state: State) -> str | None:
        """The same comment in wiki markup with another state in its record; None without one."""
        found = _SIGNED.search(body)
        data = unpack(found[1]) if found else None
        if found is None or data is None:
            return None
        packed = pack({**data, "state": state_fields(state)})
        return f"{body[: found.start(1)]}{packed}{body[found.end(1) :]}"

    def _packed(self, body: Any) -> str | None:
        if self.cloud:
            found = _RECORD.search(adf.signature(body) or "")
        else:
            found = _SIGNED.search(str(body or ""))
        return found[1] if found else None


def _escaped(plain: str) -> str:
    """Wiki markup that shows exactly these words; links stay links, unless they could be markup."""
    parts = _URL.split(plain.replace("\r\n", "\n"))
    return "".join(
        part if _URL.fullmatch(part) and not _BRACKET.search(part) else _MARKUP.sub(r"\\\1", part)
        for part in parts
    )


def _native(mention: Mention) -> str:
    return f"[~{mention.account}]"
