"""Checkpoints are made once a run; the command is called as a user calls it, in this process."""

from pathlib import Path

import checkpoints
import pytest
from triptych_export import cli


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    """Answers the folder of a kind's tiny checkpoint; tests must not write into it."""
    root, made = tmp_path_factory.mktemp("checkpoints"), {}

    def folder(kind: str) -> Path:
        if kind not in made:
            made[kind] = checkpoints.KINDS[kind](root / kind)
        return made[kind]

    return folder


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> Path:
    """A few small pictures and texts: enough to compare, and quick."""
    from triptych_export.samples import TEXTS, load

    folder = tmp_path_factory.mktemp("samples")
    for i, picture in enumerate(load(None).pictures[:6]):
        picture.save(folder / f"{i}.png")
    (folder / "texts.txt").write_text("\n".join(TEXTS[:8]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def command(capsys):
    """Runs the command; answers status, standard output and standard error."""

    def run(*arguments) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as e:
            status = e.code
        return status, *capsys.readouterr()

    return run
