"""YAML text with positions, so that one value can change while every other byte stays.

In: the text of a YAML document (front matter, an `action_item:` block, a marker).
Out: its plain data, in which scalars are strings exactly as meant, and the splices that
change single values. It must not render a whole document again, nor guess a type.
"""

from syncd.yamltext.document import YamlText, load
from syncd.yamltext.dump import dump
from syncd.yamltext.front_matter import FrontMatter, split_front_matter
from syncd.yamltext.nodes import MAX_DEPTH, MAX_LENGTH, Data, YamlError
from syncd.yamltext.splices import Path, Splice, Value, splice

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Data",
    "FrontMatter",
    "Path",
    "Splice",
    "Value",
    "YamlError",
    "YamlText",
    "dump",
    "load",
    "splice",
    "split_front_matter",
]
