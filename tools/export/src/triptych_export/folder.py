"""The folder that is served: made aside, named only when it is whole."""

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import tempfile
from pathlib import Path

import yaml

from triptych_export import __version__
from triptych_export.errors import Usage

LIBRARIES = ("torch", "transformers", "open_clip_torch", "onnx", "onnxruntime", "tokenizers", "safetensors", "pillow", "numpy")


class OutputFolder:
    """A context manager: a new folder beside OUT, which takes OUT's name on `commit` and is removed otherwise."""

    def __init__(self, out: Path, force: bool):
        self._out, self._force = out.absolute(), force
        self.path = Path()

    def __enter__(self) -> "OutputFolder":
        if os.path.lexists(self._out) and not self._force:
            raise Usage(f"{self._out.name} exists already: give another name, or --force to replace it")
        if os.path.lexists(self._out) and not self._replaceable():
            raise Usage(f"{self._out.name} exists and is no exported folder (no manifest.json in it): --force does not replace it")
        self._out.parent.mkdir(parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(prefix=f".{self._out.name}.", suffix=".partial", dir=self._out.parent))
        return self

    def _replaceable(self) -> bool:
        return self._out.is_dir() and not self._out.is_symlink() and ((self._out / "manifest.json").is_file() or not any(self._out.iterdir()))

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def commit(self) -> None:
        """Gives the folder its name; what lay there before is removed after."""
        os.chmod(self.path, 0o777 & ~_umask())
        if not self._out.exists():
            os.rename(self.path, self._out)
            return
        before = Path(tempfile.mkdtemp(prefix=f".{self._out.name}.", suffix=".replaced", dir=self._out.parent))
        os.rename(self._out, before / "old")
        try:
            os.rename(self.path, self._out)
        except OSError:
            os.rename(before / "old", self._out)
            raise
        finally:
            shutil.rmtree(before, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_settings(folder: Path, comments: list[str], settings: dict[str, object]) -> None:
    """`model.yaml`: comments, then keys; no file where there is neither."""
    if not comments and not settings:
        return
    lines = [f"# {comment}\n" for comment in comments]
    body = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True) if settings else ""
    (folder / "model.yaml").write_text("".join(lines) + body, encoding="utf-8")


def write_manifest(folder: Path, facts: dict[str, object]) -> None:
    """`manifest.json`: what made the folder, and the size and SHA-256 of every other file in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    manifest = {
        "tool": {"name": "triptych-export", "version": __version__, "python": platform.python_version()},
        "libraries": _versions(),
        **facts,
        "files": {path.relative_to(folder).as_posix(): _facts(path) for path in files},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _facts(path: Path) -> dict[str, object]:
    with open(path, "rb") as stream:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


def _versions() -> dict[str, str]:
    versions = {}
    for library in LIBRARIES:
        try:
            versions[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions
