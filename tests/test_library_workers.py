from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import psutil
import pytest

from live.library import folders, reading, workers
from live.library.catalogue import Catalogue, Stamp
from live.library.folders import Found
from live.library.reading import Failed, Read, read
from tests import files
from tests.conftest import eventually
from tests.sounds import drums


def file(path: Path) -> Found:
    return Found(str(path), str(path.parent), folders.stamp(str(path)))


def loops(folder: Path, number: int) -> list[Found]:
    return [file(files.wav(folder / f"{n}.wav", drums(100 + n, 8))) for n in range(number)]


def hanging(folder: Path) -> Found:
    """A file that nobody ever finishes reading: a pipe that nobody writes to."""
    folder.mkdir(parents=True, exist_ok=True)
    os.mkfifo(folder / "hanging.wav")
    return Found(str(folder / "hanging.wav"), str(folder), Stamp(0, 0))


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if _is_worker(child)]


def _is_worker(child: psutil.Process) -> bool:
    """Not one that has ended by now."""
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.Error:
        return False


@pytest.fixture
def library(tmp_path: Path) -> str:
    return str(tmp_path / "library.db")


def test_every_file_has_an_outcome(tmp_path: Path, library: str) -> None:
    wanted = loops(tmp_path / "loops", 5)
    (tmp_path / "loops" / "broken.wav").write_bytes(b"RIFF")
    wanted.append(file(tmp_path / "loops" / "broken.wav"))
    outcomes = {outcome.file.path: outcome for outcome in workers.read_all(wanted, library, 2)}
    assert outcomes.keys() == {each.path for each in wanted}
    broken = outcomes.pop(wanted[-1].path)
    assert isinstance(broken, Failed) and "export it again" in broken.reason
    assert str(tmp_path) not in broken.reason
    for outcome in outcomes.values():
        assert isinstance(outcome, Read) and outcome.analysis is not None
    assert not children()


def test_a_file_that_hangs_is_given_up_and_the_rest_goes_on(tmp_path: Path, library: str) -> None:
    wanted = [hanging(tmp_path / "loops"), *loops(tmp_path / "loops", 2)]
    hung, *others = sorted(
        workers.read_all(wanted, library, 2, patience=4),
        key=lambda outcome: not isinstance(outcome, Failed),
    )
    assert isinstance(hung, Failed)
    assert hung.reason.startswith("took more than 4 s")
    assert [isinstance(other, Read) for other in others] == [True, True]
    assert not children()


def test_a_file_that_kills_its_worker_is_blamed_and_the_rest_goes_on(
    tmp_path: Path, library: str
) -> None:
    def kill() -> None:
        (worker,) = eventually(children)
        worker.send_signal(signal.SIGSEGV)

    killer = threading.Thread(target=kill)
    wanted = [hanging(tmp_path / "loops"), *loops(tmp_path / "loops", 1)]
    killer.start()
    crashed, other = workers.read_all(wanted, library, 1)
    killer.join()
    assert isinstance(crashed, Failed)
    assert crashed.reason.startswith("ended the analysis (signal SIGSEGV)")
    assert isinstance(other, Read)


def test_no_worker_outlives_a_scan_that_is_broken_off(tmp_path: Path, library: str) -> None:
    outcomes = workers.read_all([hanging(tmp_path / "a"), *loops(tmp_path / "b", 4)], library, 2)
    next(outcomes)
    assert len(children()) == 2
    outcomes.close()  # type: ignore[attr-defined]
    assert not children()


def unknown(digest: str) -> bool:
    return False


def test_content_is_analysed_once(tmp_path: Path, library: str) -> None:
    (one,) = loops(tmp_path, 1)
    with Catalogue.open(library) as catalogue:
        outcome = read(one, catalogue.is_known)
        assert isinstance(outcome, Read) and outcome.analysis is not None
        catalogue.keep(one.path, one.stamp, outcome.digest, outcome.analysis)
        again = read(one, catalogue.is_known)
        assert isinstance(again, Read) and again.analysis is None
        assert again.digest == outcome.digest


def test_what_analysis_did_not_expect_is_a_reason_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, root: Path) -> None:
        raise ZeroDivisionError("beats")

    monkeypatch.setattr(reading, "analyse", fail)
    (one,) = loops(tmp_path, 1)
    outcome = read(one, unknown)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "ZeroDivisionError (beats); convert it to WAV"


def test_a_file_that_is_gone_meanwhile_is_a_failure(tmp_path: Path) -> None:
    outcome = read(Found(str(tmp_path / "gone.wav"), str(tmp_path), Stamp(1, 1)), unknown)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "No such file or directory"
