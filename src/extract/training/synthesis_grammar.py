r"""A grammar file and pools of names in, marked text out.

A grammar file holds rules: a line ``name =`` and below it one template a line, of which each is as
likely as the next; ``12| text`` makes one twelve times as likely. In a template

* ``{name}`` stands for a rule, or for a pool of names where no rule has that name,
* ``{this|that|}`` for one of the variants, which may hold braces themselves,
* ``⟦…⟧`` encloses an institution and ``⟨…⟩`` what counts neither way: `read_marks` turns these
  into spans, so that whatever is done to the text between the two keeps its offsets right,
* a trailing backslash keeps the space before it, ``\n`` is a line break.

Lines that start with ``#`` are comments.
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from extract.model import Span

Pool = Callable[[Random], str]

MARKS = frozenset("⟦⟧⟨⟩")


@dataclass(frozen=True, slots=True)
class Template:
    """Text, names of rules and variants, in the order in which they are put together."""

    parts: tuple["str | Rule | Reference", ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of a rule or of a pool."""

    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Templates to choose from; `bounds` are their weights, summed up to each of them."""

    templates: tuple[Template, ...]
    bounds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text without marks, and where they stood; both tuples are sorted."""

    text: str
    institutions: tuple[Span, ...]
    ignored: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules by name, and the pools of names that they refer to."""

    rules: Mapping[str, Rule]
    pools: Mapping[str, Pool]

    def expand(self, name: str, random: Random) -> str:
        """Return one text of the rule `name`, with marks.

        Raises:
            KeyError: neither a rule nor a pool has that name.
        """
        rule = self.rules.get(name)
        if rule is None:
            return self.pools[name](random)
        return self._expand_rule(rule, random)

    def _expand_rule(self, rule: Rule, random: Random) -> str:
        index = bisect(rule.bounds, random.random() * rule.bounds[-1])
        return self._expand_template(rule.templates[index], random)

    def _expand_template(self, template: Template, random: Random) -> str:
        pieces: list[str] = []
        for part in template.parts:
            if isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, Reference):
                pieces.append(self.expand(part.name, random))
            else:
                pieces.append(self._expand_rule(part, random))
        return "".join(pieces)

    def find_unknown_names(self) -> frozenset[str]:
        """Return the names that templates refer to and that are neither rule nor pool."""
        named = {name for rule in self.rules.values() for name in _find_names(rule)}
        return frozenset(named - self.rules.keys() - self.pools.keys())


def read_grammar(text: str) -> dict[str, Rule]:
    r"""Return the rules of a grammar file by name; a rule may be continued further down.

    >>> rules = read_grammar("greeting =\n3| hello {name|you}\n")
    >>> Grammar(rules, {}).expand("greeting", Random(1)) in {"hello name", "hello you"}
    True
    """
    lines: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.rstrip().endswith(" =") and " " not in line.rstrip()[:-2]:
            name = line.rstrip()[:-2]
        else:
            lines.setdefault(name, []).append(line)
    return {name: _read_rule(templates) for name, templates in lines.items()}


def read_marks(marked: str) -> MarkedText:
    """Return the text without marks and the spans that they enclosed.

    >>> read_marks("⟦CERN⟧ (⟨2020⟩)").ignored
    (Span(start=6, end=10),)
    """
    pieces: list[str] = []
    starts: list[int] = []
    spans: dict[str, list[Span]] = {"⟧": [], "⟩": []}
    for character in marked:
        if character in "⟦⟨":
            starts.append(len(pieces))
        elif character in "⟧⟩":
            spans[character].append(Span(starts.pop(), len(pieces)))
        else:
            pieces.append(character)
    return MarkedText("".join(pieces), tuple(spans["⟧"]), tuple(spans["⟩"]))


def _read_rule(lines: Iterable[str]) -> Rule:
    weights: list[float] = []
    templates: list[Template] = []
    for line in lines:
        weight, bar, rest = line.partition("| ")
        if bar and weight.isdecimal():
            weights.append(float(weight))
        else:
            weights.append(1.0)
            rest = line
        templates.append(_read_template(_unescape(rest.rstrip())))
    return Rule(tuple(templates), tuple(accumulate(weights)))


def _unescape(line: str) -> str:
    line = line.replace("\\n", "\n")
    return line[:-1] if line.endswith("\\") else line


def _read_template(text: str) -> Template:
    parts: list[str | Rule | Reference] = []
    position = 0
    while (opening := text.find("{", position)) >= 0:
        if opening > position:
            parts.append(text[position:opening])
        closing = _find_closing(text, opening)
        parts.append(_read_braces(text[opening + 1 : closing]))
        position = closing + 1
    if position < len(text):
        parts.append(text[position:])
    return Template(tuple(parts))


def _find_closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise ValueError(f"a brace is not closed in the template {text!r}")


def _read_braces(inner: str) -> Rule | Reference:
    variants = _split_variants(inner)
    if len(variants) == 1:
        return Reference(inner)
    templates = tuple(_read_template(variant) for variant in variants)
    return Rule(templates, tuple(accumulate(1.0 for _ in templates)))


def _split_variants(inner: str) -> list[str]:
    variants = [""]
    depth = 0
    for character in inner:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "|" and depth == 0:
            variants.append("")
        else:
            variants[-1] += character
    return variants


def _find_names(rule: Rule) -> Iterable[str]:
    for template in rule.templates:
        for part in template.parts:
            if isinstance(part, Reference):
                yield part.name
            elif isinstance(part, Rule):
                yield from _find_names(part)
