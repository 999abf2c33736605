"""perf_analyzer as its makers ship it: inside their client's wheels up to 2.51.0, linked against two libraries."""

import os
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

from server import WORK

FOLDER = WORK / "perf_analyzer"
WHEELS = ("tritonclient==2.51.0", "nvidia-cuda-runtime-cu12==12.9.79")
BINARY = FOLDER / "tritonclient-2.51.0.data" / "data" / "bin" / "perf_analyzer"


def install() -> None:
    """Fetches it once; needs PyPI and, where libb64 is not installed, a Debian archive. Skips where it cannot run."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        raise unittest.SkipTest("perf_analyzer is built for Linux on x86-64 alone")
    if not BINARY.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--dest", str(FOLDER), *WHEELS], check=True)
        for wheel in FOLDER.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(FOLDER)
        BINARY.chmod(0o755)
    if missing() and not any(FOLDER.glob("*.deb")):
        try:
            subprocess.run(["apt-get", "download", "-qq", "libb64-0d"], cwd=FOLDER, check=True, stderr=subprocess.DEVNULL)
            (package,) = FOLDER.glob("*.deb")
            subprocess.run(["dpkg-deb", "-x", str(package), str(FOLDER)], check=True)
        except (OSError, subprocess.CalledProcessError) as failure:
            raise unittest.SkipTest(f"perf_analyzer needs libb64: install libb64-0d ({failure})") from failure


def environment() -> dict[str, str]:
    libraries = [FOLDER / "nvidia" / "cuda_runtime" / "lib", FOLDER / "usr" / "lib" / "x86_64-linux-gnu"]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, libraries))}


def missing() -> list[str]:
    """Libraries that it needs and the machine has not."""
    needed = subprocess.run(["ldd", str(BINARY)], env=environment(), capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in needed.splitlines() if "not found" in line]


def run(address: str, *options: str) -> subprocess.CompletedProcess[str]:
    """One short measurement over gRPC; what it printed stands in the answer."""
    command = [str(BINARY), "-u", address, "-i", "grpc", *options]
    return subprocess.run(command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
