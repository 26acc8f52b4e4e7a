"""Charts as SVG for a page: drawn by pygal, coloured by the page, readable without colours.

pygal's own style and script are left out: the page's style sheet knows light, dark and paper,
and nothing here needs a script. Hovering shows a value, as the same numbers stand in a table
below each chart.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

_SIZE = {"width": 640, "height": 240}
_FONT = 11  # of the page's style sheet, so that labels get the room that they need
_SHARES = (0, 100)
_HOOK = "PluginImportFixer"
_DROPPED = frozenset({"defs", "desc"})


def can_draw() -> bool:
    """Whether pygal is installed; without it pages have tables alone."""
    try:
        _pygal()
    except ImportError:
        return False
    return True


def _pygal() -> Any:
    """pygal without the import hook for its plug-ins, which is of a kind that Python has left.

    It would be asked about every later import of the process, and Python 3.11 warns of it.
    """
    import pygal

    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != _HOOK]
    return pygal


def lines(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    shares: bool = False,
) -> str:
    """Lines over time; `shares` are from 0 to 1 and shown in percent."""
    chart = _pygal().Line(**_options(labels, shares=shares), allow_interruptions=True)
    return _drawn(chart, title, series, shares=shares)


def bars(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    shares: bool = False,
) -> str:
    """Upright bars side by side, or lying ones for shares of groups with long names."""
    pygal = _pygal()
    kind: Callable[..., Any] = pygal.HorizontalBar if shares else pygal.Bar
    options = _options(labels, shares=shares)
    if shares:
        options["height"] = 60 + 34 * len(labels)
    return _drawn(kind(**options), title, series, shares=shares)


def _options(labels: Sequence[str], *, shares: bool) -> dict[str, Any]:
    style: Callable[..., Any] = _pygal().style.Style
    fonts = {f"{part}_font_size": _FONT for part in ("label", "major_label", "legend", "title")}
    return {
        **_SIZE,
        "x_labels": list(labels),
        "range": _SHARES if shares else None,
        "min_scale": 3,
        "max_scale": 6,
        "integer_y": True,
        "legend_at_bottom": True,
        "legend_box_size": 11,
        "truncate_label": 24,
        "truncate_legend": -1,
        "js": [],
        "style": style(**fonts),
        "margin": 12,
    } | ({} if shares else {"include_x_axis": True})


def _drawn(
    chart: Any,
    title: str,
    series: Mapping[str, Sequence[float | None]],
    *,
    shares: bool,
) -> str:
    factor = 100 if shares else 1
    unit = " %" if shares else ""
    chart.value_formatter = lambda value: f"{value:g}{unit}"
    for name, values in series.items():
        chart.add(name, [None if v is None else round(v * factor, 1) for v in values])
    return _plain(chart.render_tree(), title, list(series))


def _plain(root: Element, title: str, names: Sequence[str]) -> str:
    """The drawing alone: no style, script, id or remark, and a title for those who cannot see."""
    _tell_values(root, names)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in _DROPPED or not isinstance(child.tag, str) or _is_tooltip(child):
                parent.remove(child)
        parent.attrib.pop("id", None)
        if not parent.get("class", "none"):
            del parent.attrib["class"]
    for old in root.findall("title"):
        root.remove(old)
    told = Element("title")
    told.text = title
    root.insert(0, told)
    root.set("role", "img")
    root.set("aria-label", title)
    return tostring(root, encoding="unicode", short_empty_elements=True)


def _tell_values(root: Element, names: Sequence[str]) -> None:
    """Give each point and bar the words that pygal's script would show."""
    for n, name in enumerate(names):
        for series in root.iter("g"):
            if f"serie-{n}" not in series.get("class", "").split():
                continue
            for mark in series.iter("g"):
                said = {desc.get("class"): desc.text or "" for desc in mark.findall("desc")}
                if "value" in said:
                    about = ", ".join(filter(None, (name, said.get("x_label", ""))))
                    SubElement(mark, "title").text = f"{about}: {said['value']}"


def _is_tooltip(element: Element) -> bool:
    return "tooltip-overlay" in element.get("class", "").split()
