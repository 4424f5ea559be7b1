"""The release check notices what must not be given away; it itself is `make release-check`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from live.commands.patches import FOR, PATCHES, command
from live.errors import FileError
from tests.release import archives
from tests.release.archives import PACKAGES, ROOT, Archives
from tests.release.machine import Machine, ReleaseError

FILES = {
    path.relative_to(ROOT).as_posix(): path.stat().st_size
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}
WHOLE = Archives({**FILES, "barwise-1.dist-info/licenses/LICENSE": 1}, {**FILES, "LICENSE": 1})


def test_what_is_whole_passes() -> None:
    for look in (archives.licensed, archives.complete, archives.clean):
        assert look(WHOLE)


@pytest.mark.parametrize("lost", ["live/dashboard/static/index.html", "patches/pd/barwise.pd"])
def test_a_lost_file_is_named(lost: str) -> None:
    with pytest.raises(ReleaseError, match=f"the wheel lacks {lost}"):
        archives.complete(
            replace(WHOLE, wheel={name: size for name, size in FILES.items() if name != lost})
        )


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("live/__pycache__/cli.cpython-311.pyc", 1),
        ("live/bundles/take.wav", 1),
        ("tests/conftest.py", 1),
        ("live/bundles/huge.onnx", 20_000_001),
    ],
)
def test_what_does_not_belong_is_named(name: str, size: int) -> None:
    with pytest.raises(ReleaseError, match=name):
        archives.clean(replace(WHOLE, wheel={**WHOLE.wheel, name: size}))


def test_no_licence_no_release() -> None:
    with pytest.raises(ReleaseError, match="the sdist has no LICENSE"):
        archives.licensed(replace(WHOLE, sdist=FILES))


def test_the_machine_is_empty_and_tells_what_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    machine = Machine.empty(tmp_path / "machine")
    seen = machine.run(sys.executable, "-c", "import os; print(*sorted(os.environ), os.getcwd())")
    assert "PYTHONPATH" not in seen
    assert seen.split()[-1] == str(tmp_path / "machine")
    with pytest.raises(ReleaseError, match="ended with 1: ValueError: no"):
        machine.run(sys.executable, "-c", "raise ValueError('no')")


def test_patches_are_written_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.pd").write_text("mine")
    for _ in range(2):  # an update goes over the old ones
        command.main([str(tmp_path)], standalone_mode=False)
    for name in FOR:
        for path in (PATCHES / name).rglob("*"):
            copy = tmp_path / path.relative_to(PATCHES)
            assert copy.is_dir() if path.is_dir() else copy.read_bytes() == path.read_bytes()
    assert (tmp_path / "mine.pd").read_text() == "mine"
    assert (tmp_path / "README.md").is_file()


def test_where_no_patches_can_go_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"file: .*name another folder"):
        command.main([str(tmp_path / "file")], standalone_mode=False)
