import pytest

from extract.errors import ModelError
from extract.resources import find_model


def test_a_model_is_found_by_name_and_a_missing_one_says_what_helps() -> None:
    assert (find_model("encoder") / "encoder.onnx").is_file()
    with pytest.raises(ModelError, match=r"the model nothing .* install the package again"):
        find_model("nothing")
