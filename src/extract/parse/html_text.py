"""Elements of a web page -> the text that a reader sees."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from lxml.html import HtmlElement

from extract.text import is_japanese

# What a page does not show as text, and the readings over kanji.
_UNSHOWN = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "canvas", "audio", "video", "object"}
    | {"iframe", "select", "datalist", "input", "textarea", "meter", "progress", "map"}
    | {"rt", "rp", "head", "title", "link", "meta"}
)
_SEPARATE = frozenset({"br", "p", "div", "li", "dt", "dd", "tr", "td", "th", "hr", "option"})

_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0]+")
# Invisible to readers: soft hyphens, joiners, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Event:
    """A step through a page: a tag opens or closes, text stands, or a leaf is taken whole."""

    kind: Literal["open", "close", "text", "leaf"]
    element: HtmlElement
    text: str = ""


def walk(
    element: HtmlElement, is_leaf: Callable[[HtmlElement], bool] = lambda _: False
) -> Iterator[Event]:
    """Yield what is shown under `element`, in order, however deep; what is not shown is left out.

    Notes in superscript keep their height: 2020<sup>32</sup> is not the number 202032.
    """
    stack = [(element, iter(element))]
    yield Event("open", element)
    yield from _read_text(element, element.text)
    while stack:
        parent, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield Event("close", parent)
            if stack:
                yield from _read_text(stack[-1][0], parent.tail)
        elif not is_shown(child):
            yield from _read_text(parent, child.tail)
        elif is_leaf(child):
            yield Event("leaf", child)
            yield from _read_text(parent, child.tail)
        else:
            stack.append((child, iter(child)))
            yield Event("open", child)
            yield from _read_text(child, child.text)


def _read_text(element: HtmlElement, text: str | None) -> Iterator[Event]:
    if text:
        raised = element.tag == "sup"
        yield Event("text", element, text.translate(_SUPERSCRIPTS) if raised else text)


def is_shown(element: HtmlElement) -> bool:
    """Whether a reader can come to see the element; what opens when clicked counts.

    Buttons are shown where they are the titles of what they open.
    """
    if not isinstance(element.tag, str):
        return False  # a comment
    if element.tag == "button":
        return "aria-expanded" in element.attrib or "aria-controls" in element.attrib
    return element.tag not in _UNSHOWN


def read_text(element: HtmlElement) -> str:
    """Return the text under an element on one line, blocks and line breaks with a blank between."""
    pieces = []
    for event in walk(element):
        if event.kind == "text":
            pieces.append(event.text)
        elif event.element.tag in _SEPARATE:
            pieces.append(" ")
    return collapse_blanks("".join(pieces))


def collapse_blanks(text: str) -> str:
    r"""Return the text as a browser shows it: runs of blanks as one, none at the edges.

    A line end in the source between two Japanese letters is no blank: Japanese has no spaces.

    >>> collapse_blanks(" 京都\n  大学 and\nKyoto ")
    '京都大学 and Kyoto'
    """
    return _BLANKS.sub(_replace_blank, _INVISIBLE.sub("", text)).strip(" ")


def _replace_blank(match: re.Match[str]) -> str:
    if "\n" not in match.group():
        return " "
    text = match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    tight = before and after and _is_wide(before) and _is_wide(after)
    return "" if tight else " "


def _is_wide(character: str) -> bool:
    return is_japanese(character) or "\u3000" <= character <= "\u3011"
