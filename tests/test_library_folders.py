from __future__ import annotations

import os
from pathlib import Path

import pytest

from live.errors import FileError
from live.library import folders
from live.library.folders import Found, Unreadable


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def found(root: Path) -> list[str]:
    return sorted(
        str(Path(each.path).relative_to(root))
        for each in folders.walk(str(root))
        if isinstance(each, Found)
    )


def unreadable(root: Path) -> dict[str, str]:
    return {
        Path(each.path).name: each.reason
        for each in folders.walk(str(root))
        if isinstance(each, Unreadable)
    }


def test_audio_files_are_found_at_any_depth(tmp_path: Path) -> None:
    for name in ("a.wav", "b/c.FLAC", "b/d/e.Mp3", "b/notes.txt", "b/cover.jpg"):
        touch(tmp_path / name)
    assert found(tmp_path) == ["a.wav", "b/c.FLAC", "b/d/e.Mp3"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    for name in ("._a.wav", ".trash/b.wav", "c.wav"):
        touch(tmp_path / name)
    assert found(tmp_path) == ["c.wav"]


def test_every_name_is_found(tmp_path: Path) -> None:
    names = ["größe.wav", "ループ.wav", "a b [c].wav", "it's 100%.wav", "🥁.wav", "new\nline.wav"]
    for name in names:
        touch(tmp_path / name)
    assert found(tmp_path) == sorted(names)


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "good.wav")
    with open(os.fsencode(tmp_path) + b"/caf\xe9.wav", "wb"):  # noqa: PTH123
        pass
    assert found(tmp_path) == ["good.wav"]
    assert unreadable(tmp_path) == {r"caf\xe9.wav": "its name is not UTF-8; rename it"}


def test_links_are_followed_and_loops_of_links_end(tmp_path: Path) -> None:
    touch(tmp_path / "a" / "one.wav")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").mkdir()
    touch(tmp_path.parent / "elsewhere" / "two.wav")
    (tmp_path / "b" / "link").symlink_to(tmp_path.parent / "elsewhere")
    (tmp_path / "b" / "three.wav").symlink_to(tmp_path / "a" / "one.wav")
    (tmp_path / "b" / "nowhere.wav").symlink_to(tmp_path / "gone.wav")
    assert found(tmp_path) == ["a/one.wav", "b/link/two.wav", "b/three.wav"]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "round.wav").symlink_to(tmp_path / "round.wav")
    assert found(tmp_path) == []
    assert unreadable(tmp_path)["pipe.wav"] == "is no regular file"
    assert "symbolic links" in unreadable(tmp_path)["round.wav"]


def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    (told,) = folders.walk(str(tmp_path / "gone"))
    assert told == Unreadable(str(tmp_path / "gone"), "No such file or directory")


def test_the_stamp_changes_with_content_and_with_permissions(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.wav")
    os.utime(path, ns=(0, 0))
    first = folders.stamp(str(path))
    path.write_bytes(b"xy")
    os.utime(path, ns=(0, 0))
    second = folders.stamp(str(path))
    path.chmod(0o600)
    assert len({first, second, folders.stamp(str(path))}) == 3


def test_folders_are_checked(tmp_path: Path) -> None:
    assert folders.check([tmp_path / "x" / ".."]) == [str(tmp_path)]
    with pytest.raises(FileError, match="no such folder"):
        folders.check([tmp_path, tmp_path / "gone"])
    with pytest.raises(FileError, match="is a file; give the folder"):
        folders.check([touch(tmp_path / "a.wav")])
