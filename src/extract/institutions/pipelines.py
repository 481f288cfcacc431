"""The two spaCy pipelines, Japanese and English, before a model is put in."""

import spacy
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

import extract.tokenizer  # noqa: F401  # registers extract.fugashi.v1
from extract.model import Language

# A word must not run over an edge between two names: brackets, slashes, bars, semicolons and
# hyphens are words of their own wherever they stand ("CEA/DIF", "RIKEN-CSRS", "Society(JSPS").
_EDGES = r"['()\[\]{}<>/|;,:&+*=•·…‐‑‒–—\-\"“”„«»‘’]"


def create_pipeline(language: Language) -> spacy.Language:
    """Return an empty pipeline with the language's tokenizer."""
    if language == "ja":
        return spacy.blank(
            "ja", config={"nlp": {"tokenizer": {"@tokenizers": "extract.fugashi.v1"}}}
        )
    pipeline = spacy.blank("en")
    defaults = pipeline.Defaults
    tokenizer = pipeline.tokenizer
    tokenizer.infix_finditer = compile_infix_regex([_EDGES, *defaults.infixes]).finditer
    tokenizer.prefix_search = compile_prefix_regex([_EDGES, *defaults.prefixes]).search
    tokenizer.suffix_search = compile_suffix_regex([_EDGES, *defaults.suffixes]).search
    return pipeline
