"""What `make` does to a checkout, tried in a folder of its own."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HOME

PLAYGROUND = (
    "playground.db",
    "playground.db-wal",
    "playground.db-shm",
    "playground.db.lock",
    "playground-clock.txt",
    "playground-world.jsonl",
    "playground-files/1",
)
LIVE = ("korpu.db", "korpu.db-wal", "korpu.db-shm", "korpu.db.lock", "korpu-2026-11-21.db")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """A folder with our Makefile, and requirements that name nothing."""
    shutil.copy(HOME / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    yield tmp_path
    shutil.rmtree(tmp_path / ".venv", ignore_errors=True)


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make there, as from a shell: nothing of the make that runs these tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    kept |= {"PIP_NO_INDEX": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def test_cleaning_leaves_the_live_database_and_its_copies(checkout: Path) -> None:
    for name in (*PLAYGROUND, *LIVE):
        path = checkout / "data" / "var" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name in (".venv", "build"):
        (checkout / name).mkdir()

    assert make(checkout, "clean").returncode == 0

    assert {path.name for path in (checkout / "data" / "var").iterdir()} == set(LIVE)
    assert {path.name for path in checkout.iterdir()} == {
        "data",
        "Makefile",
        "pyproject.toml",
        "requirements.lock",
    }


def test_help_names_all_that_can_be_made() -> None:
    text = (HOME / "Makefile").read_text("utf-8")
    phony = next(line for line in text.splitlines() if line.startswith(".PHONY:"))

    listed = [line.split()[1] for line in make(HOME, "help").stdout.splitlines()]

    assert sorted(listed) == sorted(phony.split()[1:])


@pytest.mark.process
def test_an_environment_that_was_half_made_is_made_anew(checkout: Path) -> None:
    venv.create(checkout / ".venv", with_pip=False, symlinks=True)

    ended = make(checkout, ".venv/.installed", f"PYTHON={sys.executable}")

    assert ended.returncode == 0, ended.stderr
    assert "No module named pip" not in ended.stderr
    pip = [str(checkout / ".venv" / "bin" / "python"), "-m", "pip", "--version"]
    assert str(checkout) in subprocess.run(pip, capture_output=True, text=True, check=True).stdout


@pytest.mark.process
def test_a_whole_environment_is_kept(checkout: Path) -> None:
    venv.create(checkout / ".venv", with_pip=True, symlinks=True)
    (checkout / ".venv" / "ours").touch()

    ended = make(checkout, ".venv/.installed", "PYTHON=/bin/true")

    assert ended.returncode == 0, ended.stderr
    assert (checkout / ".venv" / "ours").exists()


def test_a_python_without_ensurepip_is_told_what_to_install(checkout: Path) -> None:
    """As Debian's is before `python3-venv` is there."""
    bare = checkout / "bare-python"
    blocked = "import sys; sys.modules['ensurepip'] = None"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{blocked}; exec(sys.argv[1])" "$2"\n')
    bare.chmod(0o755)

    ended = make(checkout, "run", f"PYTHON={bare}")

    assert ended.returncode == 2
    assert "sudo apt-get install python3-venv" in ended.stderr
    assert not (checkout / ".venv").exists()
