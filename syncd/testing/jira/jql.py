"""JQL as a tree: clauses with `AND`, `OR`, `NOT` and brackets, and the order that is asked for.

Source: support.atlassian.com, "Use advanced search with JQL". Not there: `WAS`, `CHANGED` and
their predicates, and most functions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from syncd.testing.jira.errors import refused

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<sign><=|>=|!=|!~|=|<|>|~|\(|\)|,)
    |(?P<word>(?:[^\s"'()=<>!~,\[\]]|\[[^\]]*\])+)
    )""",
    re.VERBOSE,
)
_SIGNS = frozenset({"=", "!=", "<", "<=", ">", ">=", "~", "!~"})


@dataclass(frozen=True)
class Function:
    """A call such as `currentUser()`."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Empty:
    """`EMPTY` or `NULL`."""


Operand = str | Function | Empty


@dataclass(frozen=True)
class Clause:
    """One condition. `sign` is `=`, `in`, `is not` and so on; single values are a tuple of one."""

    field: str
    sign: str
    values: tuple[Operand, ...]


@dataclass(frozen=True)
class Not:
    """What must not hold."""

    inner: "Node"


@dataclass(frozen=True)
class Both:
    """What must hold all together (`and`), or one of it (`or`)."""

    word: str
    parts: tuple["Node", ...]


Node = Clause | Not | Both


@dataclass(frozen=True)
class Query:
    """A whole query; `where` of none means all issues. `order` has fields and whether upwards."""

    where: Node | None
    order: tuple[tuple[str, bool], ...]


def parsed(text: str) -> Query:
    """The tree of a query.

    Raises:
        RefusedError: it is not JQL.
    """
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0

    def query(self) -> Query:
        where = None if self._next() is None or self._is_word("order") else self._any()
        order = tuple(self._order()) if self._take_word("order") else ()
        if (left := self._next()) is not None:
            raise _wrong(f"Expecting either 'OR' or 'AND' but got '{left[1]}'.")
        return Query(where, order)

    def _any(self) -> Node:
        parts = [self._all()]
        while self._take_word("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Both("or", tuple(parts))

    def _all(self) -> Node:
        parts = [self._one()]
        while self._take_word("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Both("and", tuple(parts))

    def _one(self) -> Node:
        if self._take_word("not"):
            return Not(self._one())
        if self._take_sign("("):
            inner = self._any()
            self._demand(")")
            return inner
        return self._clause()

    def _clause(self) -> Clause:
        field = self._value("a field name")
        token = self._next()
        if token is None:
            raise _wrong("Expecting operator before the end of the query.")
        if token[0] == "sign" and token[1] in _SIGNS:
            self._place += 1
            return Clause(field, token[1], (self._operand(),))
        if self._take_word("is"):
            return Clause(field, "is not" if self._take_word("not") else "is", (self._operand(),))
        negative = self._take_word("not")
        if self._take_word("in"):
            return Clause(field, "not in" if negative else "in", self._list())
        raise _wrong(f"Expecting operator but got '{token[1]}'.")

    def _list(self) -> tuple[Operand, ...]:
        if not self._take_sign("("):
            return (self._operand(),)
        values = [self._operand()]
        while self._take_sign(","):
            values.append(self._operand())
        self._demand(")")
        return tuple(values)

    def _operand(self) -> Operand:
        token = self._next()
        if token is not None and token[0] == "word" and token[1].casefold() in {"empty", "null"}:
            self._place += 1
            return Empty()
        value = self._value("a value")
        if token is None or token[0] != "word" or not self._take_sign("("):
            return value
        arguments = []
        while not self._take_sign(")"):
            arguments.append(self._value("an argument"))
            self._take_sign(",")
        return Function(value, tuple(arguments))

    def _order(self) -> Sequence[tuple[str, bool]]:
        if not self._take_word("by"):
            raise _wrong("Expecting 'BY' after 'ORDER'.")
        keys = []
        while True:
            field = self._value("a field name")
            upwards = not self._take_word("desc")
            self._take_word("asc")
            keys.append((field.casefold(), upwards))
            if not self._take_sign(","):
                return keys

    def _value(self, what: str) -> str:
        token = self._next()
        if token is None:
            raise _wrong(f"Expecting {what} before the end of the query.")
        if token[0] == "sign":
            raise _wrong(f"Expecting {what} but got '{token[1]}'.")
        self._place += 1
        return token[1]

    def _next(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _is_word(self, word: str) -> bool:
        token = self._next()
        return token is not None and token[0] == "word" and token[1].casefold() == word

    def _take_word(self, word: str) -> bool:
        taken = self._is_word(word)
        self._place += taken
        return taken

    def _take_sign(self, sign: str) -> bool:
        taken = self._next() == ("sign", sign)
        self._place += taken
        return taken

    def _demand(self, sign: str) -> None:
        if not self._take_sign(sign):
            raise _wrong(f"Expecting '{sign}'.")


def _tokens(text: str) -> Sequence[tuple[str, str]]:
    tokens, place, end = [], 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise _wrong(f"The character '{text[place]}' is not allowed here.")
        value = found[found.lastgroup]
        if found.lastgroup == "text":
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        tokens.append((found.lastgroup, value))
        place = found.end()
    return tokens


def _wrong(message: str) -> Exception:
    return refused(400, f"Error in the JQL Query: {message}")
