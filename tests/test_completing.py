"""Tab in a real shell: the script that click writes, run by bash, zsh and fish where they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import need

BIN = Path(sys.executable).parent
#: Sources the script, then asks the function that it installs, as the Tab key would.
BASH = """
eval "$(_BARWISE_COMPLETE=bash_source barwise)"
COMP_WORDS=({words}) COMP_CWORD={last}
_barwise_completion barwise
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = """
_BARWISE_COMPLETE=fish_source barwise | source
complete --do-complete "{line}"
"""


def shell(*command: str, script: str) -> str:
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    done = subprocess.run(
        [*command, script], capture_output=True, text=True, env=env, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def bash(line: str) -> list[str]:
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    return shell("bash", "-c", script=BASH.format(words=quoted, last=len(words) - 1)).split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("barwise ru", ["run"]),
        ("barwise run --cl", ["--clock", "--clock-out"]),
        ("barwise run --clock ", ["internal", "link", "midi"]),
        ("barwise run --controller apc", ["apc-mini", "apc-mini-mk2"]),
        ("barwise learn launchpad-x", ["launchpad-x"]),
        ("barwise library --role b", ["bass"]),
        ("barwise library --set-role bass+m", ["bass+melody"]),
        ("barwise study re", ["report"]),
    ],
)
def test_bash_completes(line: str, offered: list[str]) -> None:
    assert bash(line) == offered


def test_bash_is_told_where_files_go() -> None:
    """click answers with the word `file`, and the script hands over to bash's own completion."""
    env = {**os.environ, "COMP_WORDS": "barwise inspect x", "COMP_CWORD": "2"}
    env["_BARWISE_COMPLETE"] = "bash_complete"
    done = subprocess.run([BIN / "barwise"], capture_output=True, text=True, env=env, check=False)
    assert done.stdout == "file,x\n"


def test_zsh_takes_the_script() -> None:
    need("zsh")
    script = 'autoload -U compinit; compinit -u -D; eval "$(_BARWISE_COMPLETE=zsh_source barwise)"'
    known = shell("zsh", "-fc", script=f"{script}; print $_comps[barwise]")
    assert known.strip() == "_barwise_completion"


def test_fish_completes() -> None:
    need("fish")
    assert shell("fish", "-Nc", script=FISH.format(line="barwise ru")).split()[0] == "run"
