import re
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from extract.cli import extract
from extract.pipeline import STAGES

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "src" / "extract"


def _modules() -> list[str]:
    """The modules on the first level, packages with a slash."""
    files = [path.name for path in PACKAGE.glob("*.py") if not path.name.startswith("__")]
    folders = [f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")]
    return sorted(files + folders)


def test_the_architecture_names_every_module_and_no_other() -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE)
    assert sorted(named) == _modules()


def test_what_makes_an_extraction_out_of_date_exists() -> None:
    assert all((PACKAGE / stage).exists() for stage in STAGES)


def test_the_readme_names_every_command() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for name in extract.commands:
        assert f"extract {name}" in text


def test_the_changelog_has_this_version_or_unreleased() -> None:
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## Unreleased" in text or f"## {version('extract')}" in text


# Distribution names that are not the name of the module.
MODULES = {
    "fastapi": "fastapi",
    "lxml-html-clean": "lxml_html_clean",
    "opencv-python-headless": "cv2",
    "pillow": "PIL",
}


@pytest.mark.filterwarnings("default")  # what a library warns of on import is its own matter
def test_every_run_time_dependency_can_be_imported() -> None:
    declared = [Requirement(line) for line in requires("extract") or []]
    needed = [item for item in declared if "extra" not in str(item.marker)]
    names = [item.name for item in needed]
    assert len(names) > 20
    for name in names:
        __import__(MODULES.get(name, name.replace("-", "_")))


def test_help_is_short_and_exits_with_zero() -> None:
    result = CliRunner().invoke(extract, ["--help"])
    assert result.exit_code == 0
    assert "score" in result.output


def test_no_committed_lock_names_a_host() -> None:
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
