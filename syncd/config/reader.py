"""Tables to typed settings, strictly, with every error in the words of TOML."""

import datetime as dt
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from syncd.config.environment import variable_of
from syncd.config.errors import Key, Problem, suggestion
from syncd.config.shape import annotation_at, fields_of, is_secret, keys_of

T = TypeVar("T")

_EXPECTED = {
    "int": ("a whole number", "9"),
    "float": ("a number", "1.5"),
    "bool": ("true or false, without quotes", "true"),
    "string": ("text in quotes", '"text"'),
    "path": ("a path in quotes", '"folder/file"'),
    "url": ("a URL in quotes", '"https://example.com"'),
    "date": ("a date", "2026-01-31"),
    "datetime": ("a date and time", "2026-01-31T09:00:00Z"),
    "tuple": ("a list", '["one", "two"]'),
    "list": ("a list", '["one", "two"]'),
    "set": ("a list", '["one", "two"]'),
    "frozen_set": ("a list", '["one", "two"]'),
}
_TABLES = frozenset({"model_type", "dataclass_type", "dict_type", "mapping_type"})
_UNKNOWN = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
_MISSING = frozenset({"missing", "missing_argument", "missing_keyword_only_argument"})
_LONGEST = 60


class Reader:
    """Reads one table after the other and keeps what is wrong with them in `problems`."""

    def __init__(self, root: Path, variables: Mapping[Key, str]) -> None:
        """`root` is where relative paths start, `variables` which keys came from where."""
        self.problems: list[Problem] = []
        self._root = root
        self._variables = variables

    def read(self, shape: type[T], value: object, at: Key) -> T | None:
        """`value`, found at the key `at`, as a `shape`; None where it is wrong."""
        before = len(self.problems)
        if isinstance(value, dict):
            value = self._with_secret_files(shape, value, at)
        if len(self.problems) > before:
            return None
        adapter = TypeAdapter(shape)
        try:
            return _validate(adapter, value)
        except ValidationError as error:
            problems, typed = error, self._typed(value, error, at)
        if typed is not None:
            value = typed
            try:
                return _validate(adapter, value)
            except ValidationError as error:
                problems = error
        self.problems += [
            self._problem(shape, value, at, dict(found))
            for found in problems.errors(include_url=False, include_input=False)
        ]
        return None

    def tables(self, tables: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
        """The tables below `[name]`, such as `[sources.docs]`, by their own names."""
        found = tables.get(name, {})
        if isinstance(found, dict):
            yield from found.items()
        else:
            self.add(
                (name,),
                f"found {_shown(found, hidden=True)}",
                f"a table is expected: [{name}.NAME]",
            )

    def add(self, key: Key, found: str, hint: str) -> None:
        """Note something that is wrong beyond one table's types."""
        self.problems.append(Problem(key, found, hint, self._variable(key)))

    def _variable(self, key: Key) -> str | None:
        """The variable that set a key, the table that it is in, or a key below it."""
        for size in range(len(key), 0, -1):
            if variable := self._variables.get(key[:size]):
                return variable
        return next((name for at, name in self._variables.items() if at[: len(key)] == key), None)

    def _typed(self, value: object, error: ValidationError, at: Key) -> object | None:
        """`value` with numbers, lists and the like for texts of the environment; else None."""
        typed = None
        for found in error.errors(include_url=False, include_input=False):
            for size in range(len(found["loc"]) + 1):
                key = found["loc"][:size]
                if at + key not in self._variables:
                    continue
                text = _at(value, key)
                literal = _literal(text) if isinstance(text, str) else None
                if literal is not None:
                    typed = _replaced(value if typed is None else typed, key, literal)
        return typed

    def _with_secret_files(self, shape: type, table: dict[str, Any], at: Key) -> dict[str, Any]:
        fields = fields_of(shape)
        result = dict(table)
        for name, annotation in fields.items():
            file = f"{name}_file"
            if not is_secret(annotation) or file in fields or file not in table:
                continue
            path = result.pop(file)
            if not isinstance(path, str) or not path:
                self.add(
                    (*at, file), f"found {_shown(path)}", f'name a file: {file} = "secret.txt"'
                )
                continue
            if table.get(name):
                in_environment = [(*at, key) in self._variables for key in (name, file)]
                if in_environment == [True, False]:
                    continue  # the environment wins over the file, whichever way it says it
                if in_environment != [False, True]:
                    self.add((*at, file), f"{name} is given as well", "keep one of the two")
                    continue
            secret = self._secret(path, (*at, file))
            if secret is not None:
                result[name] = secret
        return result

    def _secret(self, written: str, key: Key) -> str | None:
        path = self._root / Path(written).expanduser()
        try:
            text = path.read_text("utf-8").rstrip("\r\n")
        except FileNotFoundError:
            self.add(key, f"there is no file {path}", "create it, or correct the path")
        except UnicodeDecodeError:
            self.add(key, f"{path} is not UTF-8 text", "a secret file holds the secret alone")
        except OSError as error:
            self.add(key, f"{path} cannot be read ({error.strerror})", "let syncd read it")
        else:
            if text.strip():
                return text
            self.add(key, f"{path} is empty", "write the secret into it")
        return None

    def _problem(self, shape: type, value: object, at: Key, error: dict[str, Any]) -> Problem:
        loc: Key = error["loc"]
        key = at + loc
        variable = self._variable(key)
        kind, context = error["type"], error.get("ctx", {})
        if kind in _UNKNOWN:
            names = keys_of(annotation_at(shape, loc[:-1]))
            return Problem(key, "unknown key", suggestion(str(loc[-1]), names), variable)
        if kind in _MISSING:
            file = (
                f", or name a file: {loc[-1]}_file" if is_secret(annotation_at(shape, loc)) else ""
            )
            return Problem(key, "is missing", f"set it here, or as ${variable_of(key)}{file}")
        secret = any(is_secret(annotation_at(shape, loc[:n])) for n in range(1, len(loc) + 1))
        hidden = secret or kind in _TABLES or loc == ("store",)  # a table may hold a secret too
        found = _shown(_at(value, loc), hidden=hidden)
        return Problem(key, f"found {found}", _way_out(kind, context, loc, secret), variable)


def _validate(adapter: TypeAdapter[T], value: object) -> T:
    # By way of JSON, because strict mode there takes lists for tuples and text for enums,
    # but still no number for a text and no text for a number.
    return adapter.validate_json(json.dumps(value, default=_iso), strict=True)


def _iso(value: dt.date | dt.time) -> str:
    return value.isoformat()


def _way_out(kind: str, context: dict[str, Any], loc: Key, secret: bool) -> str:
    name = next((part for part in reversed(loc) if isinstance(part, str)), "key")
    if kind in _TABLES:
        return "a table is expected"
    if kind in {"enum", "literal_error"}:
        return f"expected: {str(context['expected']).replace(chr(39), chr(34))}"
    if kind in {"value_error", "assertion_error"}:
        return "the adapter does not take this value" if secret else str(context["error"])
    base = next(
        (word for word in sorted(_EXPECTED, key=len, reverse=True) if kind.startswith(word + "_")),
        None,
    )
    if kind == "string_too_short":
        return "it must not be empty"
    if base is None or kind.endswith(("_too_long", "_pattern_mismatch")):
        limits = ", ".join(f"{word} {limit}" for word, limit in context.items() if word != "error")
        return f"expected: {kind.replace('_', ' ')}" + (f" ({limits})" if limits else "")
    words, example = _EXPECTED[base]
    return f"{words} is expected, such as {name} = {example}"


def _shown(value: object, *, hidden: bool = False) -> str:
    if isinstance(value, str):
        long = len(value) > _LONGEST or ("://" in value and "@" in value)
        return "a text" if hidden or long else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if hidden:
        return "true or false" if isinstance(value, bool) else "a number or date"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else json.dumps(value)


def _literal(text: str) -> object | None:
    try:
        found = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return None
    return found["value"] if len(found) == 1 else None


def _at(value: object, key: Key) -> object:
    for part in key:
        try:
            value = value[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return value
    return value


def _replaced(value: Any, key: Key, new: object) -> Any:
    if not key:
        return new
    return {**value, key[0]: _replaced(value[key[0]], key[1:], new)}
