"""The two spaCy pipelines, Japanese and English, before a model is put in."""

from typing import Any

import spacy
from spacy.language import Language as Pipeline
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

import extract.tokenizer  # noqa: F401  # registers extract.fugashi.v1
from extract.model import Language

# A word must not run over an edge between two names: brackets, slashes, bars, semicolons and
# hyphens are words of their own wherever they stand ("CEA/DIF", "RIKEN-CSRS", "Society(JSPS").
_EDGES = r"['()\[\]{}<>/|;,:&+*=•·…‐‑‒–—\-\"“”„«»‘’]"


def create_pipeline(language: Language) -> Pipeline:
    """Return an empty pipeline with the language's tokenizer."""
    if language == "ja":
        return spacy.blank(
            "ja", config={"nlp": {"tokenizer": {"@tokenizers": "extract.fugashi.v1"}}}
        )
    pipeline = spacy.blank("en")
    defaults = pipeline.Defaults
    tokenizer: Any = pipeline.tokenizer  # spaCy says only that it makes a Doc
    infixes, prefixes, suffixes = defaults.infixes, defaults.prefixes, defaults.suffixes
    tokenizer.infix_finditer = compile_infix_regex([_EDGES, *(infixes or ())]).finditer
    tokenizer.prefix_search = compile_prefix_regex([_EDGES, *(prefixes or ())]).search
    tokenizer.suffix_search = compile_suffix_regex([_EDGES, *(suffixes or ())]).search
    return pipeline
