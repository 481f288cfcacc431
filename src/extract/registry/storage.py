"""Named arrays in, one file out, and back: read by memory mapping, written whole or not at all.

The file is a magic line, the length of a JSON header, the header (format version, digest of what
follows, a description, and for each array its type, length and place), then the arrays.
"""

import hashlib
import json
import mmap
import os
import struct
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.errors import RegistryError

Array = npt.NDArray[Any]
_MAGIC = b"extract registry\n"
_VERSION = 3
_ALIGNMENT = 64
_REMEDY = "build it again with: extract registry build SOURCE --to FILE"


@dataclass(frozen=True, slots=True)
class StoredArrays:
    """The arrays of a file by name, its description, and the digest of the arrays' bytes."""

    arrays: dict[str, Array]
    description: dict[str, str]
    digest: str


def write_arrays(to: Path, arrays: Mapping[str, Array], description: Mapping[str, str]) -> None:
    """Write `arrays` to the file `to`; a reader sees the old file or the new one, never a part.

    Raises:
        RegistryError: the folder of `to` cannot be written.
    """
    offset, table, hasher = 0, {}, hashlib.sha256()
    for name, array in arrays.items():
        table[name] = {"type": array.dtype.str, "length": len(array), "offset": offset}
        for piece in _pad(array):
            hasher.update(piece)
            offset += len(piece)
    header = json.dumps(
        {
            "version": _VERSION,
            "digest": hasher.hexdigest(),
            "bytes": offset,
            "description": dict(description),
            "arrays": table,
        }
    ).encode()
    header += b" " * (-(len(_MAGIC) + 8 + len(header)) % _ALIGNMENT)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + struct.pack("<Q", len(header)) + header)
            for array in arrays.values():
                file.writelines(_pad(array))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(to)
    except OSError as error:
        raise RegistryError(
            f"{to} cannot be written ({error.strerror}); name another place"
        ) from error


def _pad(array: Array) -> Iterator[bytes]:
    data = np.ascontiguousarray(array).tobytes()
    yield data
    yield b"\0" * (-len(data) % _ALIGNMENT)


def read_arrays(path: Path) -> StoredArrays:
    """Return the arrays of the file, as views on its mapping: pages are read when touched.

    Raises:
        RegistryError: the file is missing, damaged or of another format version.
    """
    try:
        with path.open("rb") as file:
            mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise RegistryError(f"{path} does not exist; {_REMEDY}") from error
    except (OSError, ValueError) as error:  # ValueError: a file without bytes cannot be mapped
        raise RegistryError(f"{path} is no registry file ({error}); {_REMEDY}") from error
    if mapping[: len(_MAGIC)] != _MAGIC:
        raise RegistryError(f"{path} is no registry file; {_REMEDY}")
    start = len(_MAGIC) + 8
    try:
        (length,) = struct.unpack_from("<Q", mapping, len(_MAGIC))
        header = json.loads(mapping[start : start + length])
    except (struct.error, ValueError, OverflowError) as error:
        raise RegistryError(f"{path} is damaged in its header; {_REMEDY}") from error
    if header.get("version") != _VERSION:
        raise RegistryError(f"{path} has format {header.get('version')}, not {_VERSION}; {_REMEDY}")
    body = start + length
    if len(mapping) != body + header["bytes"]:
        raise RegistryError(f"{path} is damaged: it is cut off or has grown; {_REMEDY}")
    arrays = {
        name: np.frombuffer(mapping, place["type"], place["length"], body + place["offset"])
        for name, place in header["arrays"].items()
    }
    return StoredArrays(arrays, header["description"], header["digest"])


def view_column(array: Array) -> Any:
    """Return an array for reading one value at a time, which numpy is slow at."""
    return memoryview(array)  # type: ignore[arg-type]


def pack_strings(prefix: str, strings: list[str]) -> dict[str, Array]:
    """Return the two arrays that hold `strings`: their bytes, and where each ends."""
    encoded = [string.encode() for string in strings]
    ends = np.cumsum([len(piece) for piece in encoded], dtype=np.uint32)
    return {f"{prefix}_bytes": np.frombuffer(b"".join(encoded), np.uint8), f"{prefix}_ends": ends}


class PackedStrings:
    """Strings kept in two arrays of a registry file, read one at a time."""

    def __init__(self, stored: StoredArrays, prefix: str) -> None:
        self._bytes = view_column(stored.arrays[f"{prefix}_bytes"])
        self._ends = view_column(stored.arrays[f"{prefix}_ends"])

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, index: int) -> str:
        start = self._ends[index - 1] if index else 0
        return str(self._bytes[start : self._ends[index]], "utf-8")


def pack_lists(prefix: str, lists: list[list[int]]) -> dict[str, Array]:
    """Return the two arrays that hold `lists` of whole numbers: values, and where each ends."""
    ends = np.cumsum([len(values) for values in lists], dtype=np.uint32)
    values = np.fromiter(
        (value for values in lists for value in values), np.int32, int(ends[-1]) if len(ends) else 0
    )
    return {f"{prefix}_values": values, f"{prefix}_ends": ends}


class PackedLists:
    """Lists of whole numbers kept in two arrays of a registry file."""

    def __init__(self, stored: StoredArrays, prefix: str) -> None:
        self._values = stored.arrays[f"{prefix}_values"]
        self._ends = view_column(stored.arrays[f"{prefix}_ends"])

    def __getitem__(self, index: int) -> Array:
        start = self._ends[index - 1] if index else 0
        return self._values[start : self._ends[index]]
