"""The import contract, and a command line that starts without loading the world."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_imports_run_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_command_line_starts_without_audio_or_models() -> None:
    heavy = "{'pyo64', 'librosa', 'sounddevice', 'rtmidi', 'onnxruntime', 'scipy', 'torch'}"
    assert run(f"import sys, live.cli; print(sorted({heavy} & set(sys.modules)))") == "[]\n"
