"""However it is installed, the bot finds its texts and migrations, and every way in works."""

import os
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import HOME
from tests.hello import main as say_hello

pytestmark = pytest.mark.process

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own that has the bot from a wheel, and our libraries by reference."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    left = shutil.ignore_patterns(".*", "var", "build", "*.egg-info", "__pycache__", "pictures")
    shutil.copytree(HOME, source, ignore=left)
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(source)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    home = folder / "home"
    venv.create(home, with_pip=False, symlinks=True)
    libraries = next(home.glob("lib/python*/site-packages")) / "libraries.pth"
    libraries.write_text("\n".join(site.getsitepackages()))
    wheel = next(folder.glob("korpu-*.whl"))
    install = [*PIP, "--python", str(home / "bin" / "python"), "install", "--no-deps", str(wheel)]
    subprocess.run(install, check=True)
    return home


@pytest.mark.parametrize("way", [("korpu",), ("python", "-m", "bot")], ids=" ".join)
def test_an_installed_bot_greets(installed: Path, tmp_path: Path, way: tuple[str, ...]) -> None:
    command = [str(installed / "bin" / way[0]), *way[1:]]
    settings = {"KORPU_DATA_DIR": str(tmp_path / "data"), "KORPU_PLAYGROUND_PORT": "0"}
    child = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    try:
        said = child.stdout.readline()

        assert say_hello(next(word for word in said.split() if word.startswith("http"))) == 0
    finally:
        child.terminate()
        child.wait(10)
        child.stdout.close()


def test_what_is_installed_is_what_the_repository_holds(installed: Path) -> None:
    share = installed / "share" / "korpu"

    kinds = {"locales": "*.po", "data/language": "*", "data/migrations": "*", "data/seeds": "*"}
    for kind, names in kinds.items():
        ours = {path.relative_to(HOME) for path in (HOME / kind).rglob(names) if path.is_file()}
        theirs = {path.relative_to(share) for path in (share / kind).rglob("*") if path.is_file()}
        assert theirs == ours
