"""What running text says: the words without markup, and the links in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it.common.utils import normalizeReference

_LONGEST = 20_000  # what is longer is no sentence, and is not worth scanning

_LABEL = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+)\]"
_TARGET = (
    r"\(\s*+(?:<([^<>\n]*+)>|((?:[^\s()\\]|\\.|\([^\s()]*+\))*+))"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?\s*+\)"
)
_TOKEN = re.compile(
    r"(?P<comment><!--.{0,500}?-->)"
    r"|(?<!`)(?P<ticks>`++)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    rf"|(?P<image>!{_LABEL}{_TARGET})"
    rf"|(?P<link>(?P<wiki>\[)?{_LABEL}(?:{_TARGET}|\[(?P<ref>[^\[\]]*+)\])?)"
    r"|<(?P<auto>https?://[^<>\s]++|[\w.+-]++@[\w.-]++)>"
    r"|(?P<html></?[a-zA-Z][^<>]*+>)"
    r"|(?P<url>https?://[^\s<>|\"`\]]++)"
    r"|\\(?P<escape>[!-/:-@\[-`{-~])"
    r"|(?P<mark>\*{1,3}(?=\S)|(?<=\S)\*{1,3}|~~|(?<![\w_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w_]))",
    re.DOTALL,
)
_TRAILING = ".,;:!?'\"*_~"


@dataclass(frozen=True, slots=True)
class Mention:
    """A link in running text, and where it stands; `target` is None for a bare URL."""

    text: str
    target: str | None
    start: int
    end: int

    @property
    def url(self) -> str:
        """Where it leads."""
        return self.target if self.target is not None else self.text


@dataclass(frozen=True, slots=True)
class Words:
    """Running text as a reader sees it; `at` is where in the raw text each character stands."""

    plain: str
    at: tuple[int, ...]
    mentions: tuple[Mention, ...]
    code: tuple[tuple[int, int], ...]

    def in_code(self, position: int) -> bool:
        """Whether a position of the raw text lies in a code span."""
        return any(start <= position < end for start, end in self.code)


def words(raw: str, references: Mapping[str, str]) -> Words:
    """Read running text; `references` are the document's link definitions."""
    reader = _Reader(references)
    reader.read(raw[:_LONGEST], 0)
    return Words(
        "".join(reader.plain), tuple(reader.at), tuple(reader.mentions), tuple(reader.code)
    )


class _Reader:
    def __init__(self, references: Mapping[str, str]) -> None:
        self._references = references
        self.plain: list[str] = []
        self.at: list[int] = []
        self.mentions: list[Mention] = []
        self.code: list[tuple[int, int]] = []

    def read(self, raw: str, base: int) -> None:
        done = 0
        while token := _TOKEN.search(raw, done):
            self._add(raw[done : token.start()], base + done)
            done = self._token(token, base)
        self._add(raw[done:], base + done)

    def _add(self, text: str, start: int) -> None:
        self.plain.append(text)
        self.at.extend(range(start, start + len(text)))

    def _token(self, token: re.Match[str], base: int) -> int:
        start, end = token.span()
        match token.lastgroup:
            case "code":
                self._add(token["code"], base + token.start("code"))
                self.code.append((base + start, base + end))
            case "link" | "ref" | "wiki":
                return self._link(token, base)
            case "auto":
                self._mention(token["auto"], base + start, base + end, base + start + 1)
            case "url":
                url = _bare(token["url"])
                end = start + len(url)
                self._mention(url, base + start, base + end, base + start)
            case "escape":
                self._add(token["escape"], base + end - 1)
            case _:
                pass
        return end

    def _mention(self, url: str, start: int, end: int, shown: int) -> None:
        self._add(url, shown)
        if url.startswith("http"):
            self.mentions.append(Mention(url, None, start, end))

    def _link(self, token: re.Match[str], base: int) -> int:
        groups = token.groups()
        at = _LINK_GROUP
        label, angled, target = groups[at + 1], groups[at + 2], groups[at + 3]
        inner = token.start(at + 2)
        start = token.start() + (1 if token["wiki"] else 0)
        if token["wiki"]:
            self._add("[", base + token.start())
        if angled is None and target is None:
            target = self._references.get(normalizeReference(token["ref"] or label))
            if target is None:  # brackets that mean themselves
                self._add("[", base + start)
                return start + 1
        before = len(self.plain)
        self.read(label, base + inner)
        shown = "".join(self.plain[before:])
        url = angled if angled is not None else re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target or "")
        self.mentions.append(Mention(shown.strip(), url, base + start, base + token.end()))
        return token.end()


_LINK_GROUP = _TOKEN.groupindex["wiki"] - 1


def _bare(url: str) -> str:
    while url:
        if url[-1] in _TRAILING or (url[-1] == ")" and url.count(")") > url.count("(")):
            url = url[:-1]
        else:
            break
    return url
