"""The name of a trained model -> where it lies."""

from pathlib import Path

from extract.errors import ModelError

_PACKAGE = Path(__file__).parent


def find_model(name: str) -> Path:
    """Return the folder or file of a model, such as ``ja`` or ``linker/ranker.onnx``.

    In a checkout the models lie beside ``src``, in an installed package inside it.

    Raises: ModelError if there is none of that name.
    """
    folders = (_PACKAGE / "models", _PACKAGE.parents[1] / "models")
    found = next((folder / name for folder in folders if (folder / name).exists()), None)
    if found is None:
        raise ModelError(
            f"the model {name} is in none of {', '.join(map(str, folders))}; "
            "install the package again, or restore models/ from version control"
        )
    return found
