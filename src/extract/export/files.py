"""Files that appear all together, whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replace_whole(folder: Path, names: Sequence[str]) -> Iterator[Mapping[str, Path]]:
    """Yield a path to write for each name; they replace the files in `folder` at the end.

    They do so in the order of `names`. When the body raises, `folder` keeps the files it had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    # Inside the folder: only within one file system is a replacement atomic.
    parts = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    try:
        yield {name: parts / name for name in names}
        for name in names:
            (parts / name).replace(folder / name)
    finally:
        shutil.rmtree(parts)
