from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from live.errors import FileError
from live.library import scan as scanning
from live.library.catalogue import Catalogue, Status
from live.library.scan import Progress, Summary, add, scan
from live.library.shelf import Shelf
from live.types import Kind
from tests import files
from tests.conftest import eventually
from tests.sounds import drums, kick


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two loops and a stroke."""
    files.wav(tmp_path / "loops" / "a 120bpm.wav", drums(120, 8))
    files.wav(tmp_path / "loops" / "deep" / "b 100bpm.wav", drums(100, 8))
    files.wav(tmp_path / "loops" / "kick.wav", kick())
    return tmp_path / "loops"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.db"


def counts(summary: Summary) -> tuple[int, int, int, int, int, int]:
    return (
        summary.found,
        summary.unchanged,
        summary.analysed,
        summary.known,
        summary.broken,
        summary.missing,
    )


def ids(library: Path) -> dict[str, int]:
    with Catalogue.open(library) as catalogue:
        return {Path(loop.path).name: loop.id for loop in catalogue.loops()}


def test_a_folder_is_scanned_and_then_known(folder: Path, library: Path) -> None:
    first = scan([folder], library, jobs=2)
    assert counts(first) == (3, 0, 3, 0, 0, 0)
    assert first.holds == {Kind.LOOP: 2, Kind.ONE_SHOT: 1}
    assert counts(scan([folder], library)) == (3, 3, 0, 0, 0, 0)


def test_a_moved_file_is_not_analysed_again(folder: Path, library: Path) -> None:
    scan([folder], library)
    before = ids(library)
    (folder / "a 120bpm.wav").rename(folder / "deep" / "renamed.wav")
    assert counts(scan([folder], library)) == (3, 2, 0, 1, 0, 1)
    assert ids(library)["renamed.wav"] == before["a 120bpm.wav"]


def test_an_edited_file_is_analysed_again(folder: Path, library: Path) -> None:
    scan([folder], library)
    before = ids(library)
    files.wav(folder / "a 120bpm.wav", drums(120, 16))
    assert counts(scan([folder], library)) == (3, 2, 1, 0, 0, 0)
    assert ids(library)["a 120bpm.wav"] != before["a 120bpm.wav"]
    with Catalogue.open(library) as catalogue:
        loop = catalogue.loop_at(str(folder / "a 120bpm.wav"))
        assert loop is not None and loop.beats == 16


def test_a_touched_file_is_hashed_and_known(folder: Path, library: Path) -> None:
    scan([folder], library)
    os.utime(folder / "kick.wav")
    assert counts(scan([folder], library)) == (3, 2, 0, 1, 0, 0)


def test_a_vanished_file_is_kept_but_not_suggested(folder: Path, library: Path) -> None:
    scan([folder], library)
    content = (folder / "a 120bpm.wav").read_bytes()
    (folder / "a 120bpm.wav").unlink()
    assert counts(scan([folder], library)) == (2, 2, 0, 0, 0, 1)
    assert [shelf_loop.bpm for shelf_loop in shelved(library)] == [100]
    (folder / "a 120bpm.wav").write_bytes(content)
    assert counts(scan([folder], library)) == (3, 2, 0, 1, 0, 0)
    assert [shelf_loop.bpm for shelf_loop in shelved(library)] == [100, 120]


def shelved(library: Path) -> list[object]:
    shelf = Shelf.open(library)
    loops = [shelf.loop(row) for row in range(len(shelf))]
    shelf.close()
    return list(loops)


def test_another_folder_does_not_touch_this_one(folder: Path, library: Path) -> None:
    scan([folder], library)
    files.wav(folder.parent / "more" / "c.wav", drums(90, 8))
    assert counts(scan([folder.parent / "more"], library)) == (1, 0, 1, 0, 0, 0)
    assert len(ids(library)) == 4


def test_a_folder_whose_name_begins_alike_is_another(folder: Path, library: Path) -> None:
    other = folder.parent / "loops 2"
    files.wav(other / "c.wav", drums(90, 8))
    scan([folder, other], library)
    assert counts(scan([folder], library)) == (3, 3, 0, 0, 0, 0)
    assert len(ids(library)) == 4


def test_copies_are_one_loop(folder: Path, library: Path) -> None:
    content = (folder / "a 120bpm.wav").read_bytes()
    for name in ("copy.wav", "another.wav"):
        (folder / name).write_bytes(content)
    scan([folder], library, jobs=2)
    assert len(ids(library)) == 3
    assert len(shelved(library)) == 2


def test_a_broken_file_is_not_tried_again_until_it_changes(folder: Path, library: Path) -> None:
    (folder / "broken.wav").write_bytes(b"RIFF....WAVE")
    assert counts(scan([folder], library)) == (4, 0, 3, 0, 1, 0)
    assert counts(scan([folder], library)) == (4, 3, 0, 0, 1, 0)
    with Catalogue.open(library) as catalogue:
        ((path, reason),) = catalogue.broken()
        assert Path(path).name == "broken.wav"
        assert "export it again" in reason
    files.wav(folder / "broken.wav", drums(140, 8))
    assert counts(scan([folder], library)) == (4, 3, 1, 0, 0, 0)
    with Catalogue.open(library) as catalogue:
        assert catalogue.broken() == []


def test_what_cannot_be_looked_at_is_told_once_and_not_called_missing(
    folder: Path, library: Path
) -> None:
    (folder / "round.wav").symlink_to(folder / "round.wav")
    assert scan([folder], library).broken == 1
    with Catalogue.open(library) as catalogue:
        assert catalogue.files()[str(folder / "round.wav")].status is Status.BROKEN
        before = catalogue.generation
    again = scan([folder], library)
    assert (again.broken, again.missing) == (1, 0)
    with Catalogue.open(library) as catalogue:
        assert catalogue.generation == before


def test_progress_is_told_file_by_file(folder: Path, library: Path) -> None:
    told: list[Progress] = []
    scan([folder], library, jobs=1, watch=told.append)
    assert [(each.done, each.total) for each in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert {Path(each.path).name for each in told[1:]} == {
        "a 120bpm.wav",
        "b 100bpm.wav",
        "kick.wav",
    }


def test_nothing_is_done_twice_after_an_interruption(folder: Path, library: Path) -> None:
    """Whatever ends a scan between two files, the first of them is kept."""

    def stop(progress: Progress) -> None:
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan([folder], library, jobs=1, watch=stop)
    assert counts(scan([folder], library)) == (3, 2, 1, 0, 0, 0)


def many(folder: Path, number: int) -> None:
    for index in range(number):
        files.wav(folder / f"{index}.wav", drums(90 + index, 16))


def started(folder: Path, library: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "live", "scan", str(folder), "--library", str(library)]
    return subprocess.Popen(
        [*command, "--jobs", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def kept(library: Path) -> int:
    if not library.exists():
        return 0
    with Catalogue.open(library) as catalogue:
        return len(catalogue.files())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_scan_that_is_killed_loses_nothing(
    tmp_path: Path, library: Path, number: signal.Signals
) -> None:
    many(tmp_path / "loops", 40)
    process = started(tmp_path / "loops", library)
    eventually(lambda: kept(library) >= 3, 60)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    if number == signal.SIGINT:
        assert said.decode().strip() == (
            "stopped; what was analysed is kept, the same command goes on"
        )
    psutil.wait_procs(workers, timeout=20)
    assert not any(worker.is_running() for worker in workers)
    done = kept(library)
    assert 3 <= done < 40
    summary = scan([tmp_path / "loops"], library)
    assert (summary.unchanged, summary.analysed) == (done, 40 - done)


def test_a_single_file_can_be_added(folder: Path, library: Path) -> None:
    loop = add(folder / "a 120bpm.wav", library)
    assert (loop.kind, loop.bpm, loop.path) == (Kind.LOOP, 120, str(folder / "a 120bpm.wav"))
    assert add(folder / "a 120bpm.wav", library).id == loop.id
    (folder / "broken.wav").write_bytes(b"")
    with pytest.raises(FileError, match=r"broken\.wav: .*export it again"):
        add(folder / "broken.wav", library)
    with pytest.raises(FileError, match=r"gone\.wav: No such file"):
        add(folder / "gone.wav", library)


def test_what_cannot_be_scanned_says_so(tmp_path: Path, library: Path) -> None:
    with pytest.raises(FileError, match="no such folder"):
        scan([tmp_path / "gone"], library)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileError, match="no audio files in it; give another folder"):
        scan([tmp_path / "empty"], library)


def test_a_folder_that_was_emptied_is_no_mistake(folder: Path, library: Path) -> None:
    scan([folder], library)
    for path in list(folder.rglob("*.wav")):
        path.unlink()
    assert counts(scan([folder], library)) == (0, 0, 0, 0, 0, 3)


def test_a_summary_is_one_line() -> None:
    summary = Summary("l.db", 9, 3, 4, 1, 1, 2, 1.5, {Kind.LOOP: 1, Kind.SONG: 2})
    assert str(summary) == (
        "9 files in 1.5 s: 4 analysed, 1 moved or copied, 3 unchanged; 1 broken (see `barwise "
        "library --broken`); 2 missing; l.db holds 1 loop, 2 songs"
    )
    assert scanning.Summary("l.db").as_json()["holds"] == {}
