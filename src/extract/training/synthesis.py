"""A registry release in, training examples out that look like pieces of reports.

What is composed stands in the grammars under ``data/``; which shape comes how often, and with
which column title or heading, stands in the tables below.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate, chain
from pathlib import Path
from random import Random

from extract.model import Language
from extract.text import language_of
from extract.training.examples import Example, write_examples
from extract.training.public import read_public_examples
from extract.training.synthesis_grammar import Grammar, Pool, read_grammar, read_marks
from extract.training.synthesis_names import load_names, make_name_pools, make_place_pools
from extract.training.synthesis_noise import (
    capitalise_start,
    fill_abbreviations,
    fill_acronyms,
    put_articles,
    raise_capitals,
    raise_titles,
    spoil,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule of the grammar as a kind of example: how often, and below or beside what it stands.

    `header` and `heading` are rules for the title of the column and the heading above, drawn in two
    cases of three. `pieces` is how many expansions follow each other at most, with `lines` each on
    a line of its own; `prefix` puts a bullet or number before them, `sentence` starts them with a
    capital, and `title` puts English ones now and then in capitals.
    """

    rule: str
    weight: float
    header: str | None = None
    heading: str | None = None
    pieces: int = 1
    lines: bool = False
    prefix: bool = False
    sentence: bool = False
    title: bool = False


# Weights are shares of what reports are made of, with table cells and running text without any
# institution kept high: most of what earlier models got wrong was found where there is none.
SHAPES: dict[Language, tuple[Shape, ...]] = {
    "en": (
        Shape("cell_partner", 10, header="header_partner"),
        Shape("cell_other", 5, header="header_other"),
        Shape("cell_subject", 2.5, header="header_subject"),
        Shape("cell_date", 2, header="header_date"),
        Shape("labelled", 12, heading="heading_above"),
        Shape("list_item", 7, heading="heading_above", prefix=True),
        Shape("news", 9, heading="heading_above", pieces=2, sentence=True),
        Shape("agreement_sentence", 4, heading="heading_above", sentence=True),
        Shape("funding", 5, heading="heading_above", pieces=2, sentence=True),
        Shape("policy", 12, heading="heading_above", pieces=2, sentence=True),
        Shape("running", 8, heading="heading_above", pieces=2, sentence=True),
        Shape("negative_prose", 15, heading="heading_above", pieces=2, sentence=True),
        Shape("call", 5, heading="heading_above", sentence=True),
        Shape("regulation", 2.5, sentence=True),
        Shape("event", 3, heading="heading_above"),
        Shape("staff", 4, heading="heading_above"),
        Shape("heading", 6, title=True),
        Shape("caption", 4),
        Shape("source", 3),
        Shape("footnote", 3),
        Shape("page_row", 12, heading="heading_above", pieces=5, lines=True),
        Shape("page_news", 14, heading="heading_above", pieces=2, sentence=True),
        Shape("page_rule", 7, heading="heading_above", pieces=2, sentence=True),
        Shape("page_menu", 4, heading="heading_above", pieces=2),
        Shape("page_foreign", 4, heading="heading_above", pieces=2, sentence=True),
        Shape("page_lab", 6, heading="heading_above", pieces=3, lines=True),
        Shape("cell_lab", 2, header="header_lab"),
        Shape("page_title", 3, title=True),
        Shape("page_agreement", 3, heading="heading_above"),
        Shape("page_table", 7, heading="heading_above", pieces=3, lines=True),
        Shape("page_other", 6, heading="heading_above", pieces=2),
    ),
    "ja": (
        Shape("cell_partner", 14, header="header_partner"),
        Shape("cell_other", 6, header="header_other"),
        Shape("cell_subject", 4, header="header_subject"),
        Shape("cell_date", 3, header="header_date"),
        Shape("cell_latin", 3, header="header_latin"),
        Shape("labelled", 7, heading="heading_above"),
        Shape("list_item", 8, heading="heading_above", prefix=True),
        Shape("news", 10, heading="heading_above", pieces=2),
        Shape("agreement_sentence", 5, heading="heading_above"),
        Shape("funding", 3, heading="heading_above"),
        Shape("policy", 6, heading="heading_above", pieces=2),
        Shape("running", 7, heading="heading_above", pieces=2),
        Shape("negative_prose", 11, heading="heading_above", pieces=2),
        Shape("call", 4, heading="heading_above"),
        Shape("regulation", 4),
        Shape("event", 3, heading="heading_above"),
        Shape("staff", 3, heading="heading_above"),
        Shape("heading", 5),
        Shape("caption", 2),
        Shape("source", 2),
        Shape("footnote", 2),
        Shape("mixed", 4, heading="heading_above"),
        Shape("page_row", 10, heading="heading_above", pieces=5, lines=True),
        Shape("page_news", 12, heading="heading_above", pieces=2, lines=True),
        Shape("page_rule", 6, heading="heading_above", pieces=2),
        Shape("page_menu", 4, heading="heading_above", pieces=2, lines=True),
        Shape("page_lab", 5, heading="heading_above", pieces=3, lines=True),
        Shape("cell_lab", 2, header="header_lab"),
        Shape("page_title", 2),
        Shape("page_agreement", 3, heading="heading_above"),
        Shape("page_table", 6, heading="heading_above", pieces=3, lines=True),
        Shape("page_program", 5, heading="heading_above", pieces=3, lines=True),
        Shape("page_headline", 3, heading="heading_above", pieces=2, lines=True),
        Shape("page_other", 6, heading="heading_above", pieces=2, lines=True),
    ),
}
_GRAMMARS: dict[Language, tuple[str, ...]] = {
    "en": ("shared", "english"),
    "ja": ("shared", "english", "japanese"),
}
_ACRONYM_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "AAEEIIOCCSSNNRRTTPPMMLLFIIRR"
_TITLE_SHARE = 0.66


def generate_examples(registry_source: Path, *, count: int, seed: int) -> Iterator[Example]:
    """Yield `count` examples, half of them Japanese; the same seed gives the same examples.

    `registry_source` is a ROR release as JSON lines, gzip.
    """
    random = Random(seed)
    grammars = load_grammars(registry_source)
    for _ in range(count):
        language: Language = "ja" if random.random() < 0.5 else "en"
        yield make_example(grammars[language], language, random)


def load_grammars(registry_source: Path) -> dict[Language, Grammar]:
    """Return the grammar of each language with the pools of names that it refers to."""
    pools = make_name_pools(load_names(registry_source)) | make_place_pools() | _FILLERS
    return {
        language: Grammar(
            {
                name: rule
                for file in names
                for name, rule in read_grammar(_read_data(f"{file}.grammar")).items()
            },
            pools,
        )
        for language, names in _GRAMMARS.items()
    }


def make_example(grammar: Grammar, language: Language, random: Random) -> Example:
    """Return one example of a shape drawn by weight.

    Its language is that of its letters, as for segments: a Latin cell of a Japanese table is
    English.
    """
    shapes = SHAPES[language]
    bounds = list(accumulate(shape.weight for shape in shapes))
    shape = shapes[bisect(bounds, random.random() * bounds[-1])]
    marked = read_marks(spoil(_compose(grammar, shape, language, random), language, random))
    return Example(
        marked.text,
        language_of(marked.text, default=language),
        shape.rule,
        marked.institutions,
        marked.ignored,
        _draw_title(grammar, shape.header, random),
        _draw_title(grammar, shape.heading, random),
    )


def write_training_data(
    registry_source: Path, ner_folder: Path, to: Path, *, count: int, seed: int
) -> None:
    """Write ``train.jsonl``, ``public.jsonl`` and ``dev.jsonl`` into the folder `to`.

    Train holds `count` synthetic examples, public the training part of the public corpora; dev
    holds a twentieth as many synthetic ones of another seed and the corpora's dev part.
    """
    write_examples(generate_examples(registry_source, count=count, seed=seed), to / "train.jsonl")
    write_examples(read_public_examples(ner_folder, split="train"), to / "public.jsonl")
    unseen = generate_examples(registry_source, count=count // 20, seed=seed + 1)
    dev = chain(unseen, read_public_examples(ner_folder, split="dev"))
    write_examples(dev, to / "dev.jsonl")


def _compose(grammar: Grammar, shape: Shape, language: Language, random: Random) -> str:
    pieces = 1
    while pieces < shape.pieces and random.random() < (0.7 if shape.lines else 0.3):
        pieces += 1
    texts = [grammar.expand(shape.rule, random) for _ in range(pieces)]
    joint = "\n" if shape.lines else " " if language == "en" else ""
    marked = joint.join(texts)
    marked = re.sub(" +⟧", "⟧", marked.replace("⟦ ", "⟦"))
    marked = put_articles(fill_abbreviations(fill_acronyms(marked)), random)
    if shape.sentence:
        marked = capitalise_start(marked)
    if shape.prefix:
        marked = grammar.expand("list_prefix", random) + marked
    if shape.title and language == "en":
        marked = _raise_heading(marked, random)
    return marked.strip()


def _raise_heading(marked: str, random: Random) -> str:
    share = random.random()
    if share < 0.4:
        return raise_capitals(marked, random)
    return raise_titles(marked, random) if share < 0.6 else marked


def _draw_title(grammar: Grammar, rule: str | None, random: Random) -> str | None:
    if rule is None or random.random() > _TITLE_SHARE:
        return None
    return grammar.expand(rule, random)


def _read_data(name: str) -> str:
    return files("extract.training").joinpath("data").joinpath(name).read_text(encoding="utf-8")


def _draw_letters(random: Random) -> str:
    return "".join(
        random.choice(_ACRONYM_LETTERS) for _ in range(random.choice((2, 3, 3, 4, 4, 5)))
    )


def _draw_number(first: int, last: int) -> Pool:
    def draw(random: Random) -> str:
        return str(random.randint(first, last))

    return draw


def _draw_word(random: Random) -> str:
    syllables = ("ka", "ri", "to", "ne", "ws", "in", "ter", "lab", "sci", "uni", "mo", "re", "su")
    return "".join(random.choice(syllables) for _ in range(random.randint(2, 4)))


_FILLERS: dict[str, Pool] = {
    "letters": _draw_letters,
    "place_letters": _draw_letters,
    "LETTER": lambda random: random.choice(_ACRONYM_LETTERS),
    "digit": _draw_number(1, 9),
    "digits2": _draw_number(10, 99),
    "digits3": _draw_number(100, 999),
    "digits4": _draw_number(1000, 9999),
    "small": _draw_number(1, 20),
    "year_number": _draw_number(1965, 2026),
    "day": _draw_number(1, 31),
    "month": _draw_number(1, 12),
    "domain": _draw_word,
    "path": _draw_word,
}
