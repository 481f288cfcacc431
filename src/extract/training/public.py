"""Public corpora of named entities in, training examples to our guidelines out."""

import json
from collections.abc import Iterator
from pathlib import Path

from extract.training.examples import Example


def read_public_examples(ner_folder: Path, *, split: str) -> Iterator[Example]:
    return iter(())
