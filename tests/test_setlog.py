from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from live import events, setlog
from live.errors import FileError
from tests.conftest import eventually
from tests.test_session import LIST

EVERY_EVENT = (
    events.Next(),
    events.Select(3),
    events.Accept(None, 2),
    events.Lock(None),
    events.WantRole("bass"),
    events.Surprise(1 / 3),
    events.HostPlaying(("/a b.wav", "/c.wav")),
    events.HostPlaying(("/a.wav",), (events.Played(-2, -1.5, 8.0, 4.0),)),
    events.Subscribe("127.0.0.1", 9000, 70.0, pong=True),
    events.Rewound(12.5),
    events.Passed(),
)


@pytest.mark.parametrize("event", EVERY_EVENT)
def test_an_event_comes_back_from_a_line_as_it_was(event: events.Event) -> None:
    assert setlog.event(json.loads(json.dumps(setlog.named(event)))) == event


def test_a_suggestion_is_written_with_fix_and_identity_to_the_last_bit() -> None:
    written = json.loads(json.dumps(setlog.plain(LIST[2])))
    assert written["loop"] == {"id": 2, "digest": "digest2"}
    assert written["path"] == "/loops/2.wav"
    assert written["score"] == LIST[2].score


def test_records_are_read_back_and_a_line_cut_off_by_a_crash_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "new" / "set.jsonl"
    log = setlog.SetLog(path, lambda event: None)
    log.write({"barwise_set": setlog.FORMAT})
    log.write({"event": {"kind": "Next"}})
    log.close()
    with path.open("a") as file:
        file.write('{"event": {"ki')
    assert setlog.read(path) == [{"barwise_set": 1}, {"event": {"kind": "Next"}}]


@pytest.mark.parametrize(
    "text", ["", "{}\n", '{"barwise_set": 99}\n', "no json\nat all\n", "\x00\xff\n\n"]
)
def test_a_file_that_is_no_set_log_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(FileError, match=r"set\.jsonl"):
        setlog.read(path)


def test_a_log_that_cannot_be_opened_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="give another file to --log"):
        setlog.SetLog(tmp_path / "file" / "set.jsonl", lambda event: None)


def test_a_full_disk_is_told_once_and_the_set_goes_on() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full on this system")
    told: list[events.Event] = []
    log = setlog.SetLog(full, told.append)
    for _ in range(20):
        log.write({"event": {"kind": "Next"}})
    (trouble,) = eventually(lambda: tuple(told))
    assert "waits in memory" in str(trouble)
    log.write({"event": {"kind": "Next"}})
    log.close()
    assert len(told) == 1


def test_what_a_full_disk_refused_is_written_when_there_is_room(tmp_path: Path) -> None:
    """A limit on the size of files does what a full disk does, amid a line too."""
    program = """if True:
        import resource, signal, sys, time
        from pathlib import Path
        from live import setlog
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        told = []
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
        log = setlog.SetLog(Path(sys.argv[1]), told.append)
        for number in range(20):
            log.write({"barwise_set": setlog.FORMAT, "number": number})
        while not told:
            time.sleep(0.01)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        log.write({"number": 20})
        log.close()
        assert len(told) == 1
    """
    path = tmp_path / "set.jsonl"
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, timeout=60)
    assert [record["number"] for record in setlog.read(path)] == list(range(21))
