"""`barwise scan`, `library`, `inspect` and `suggest`, as they are typed."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from live import cli
from live.library.catalogue import Catalogue
from live.types import ROLES
from tests import files
from tests.sounds import PROGRESSION, chords, drums, kick, silence

FIELDS = ["path", "score", "role", "bpm", "key", "transpose", "beat_offset", "stretch", "gain_db"]


@dataclass(frozen=True)
class Said:
    out: str
    error: str
    status: int

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Barwise = Callable[..., Said]


@pytest.fixture
def barwise(capfd: pytest.CaptureFixture[str]) -> Barwise:
    """The command line in this process, which spares the start of another."""

    def call(*arguments: str | Path) -> Said:
        try:
            cli.main([str(each) for each in arguments])
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        return Said(*capfd.readouterr(), status)

    return call


def refused(said: Said) -> str:
    """The one line on stderr of a command that failed."""
    assert said.status != 0
    assert said.out == ""
    (line,) = said.error.splitlines()
    return line


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    files.wav(folder / "Night" / "beat 120bpm.wav", drums(120, 16))
    files.wav(folder / "Night" / "pad Am 120bpm.wav", chords(120, *PROGRESSION))
    files.wav(folder / "Night" / "top 124bpm.wav", 0.3 * drums(124, 16))
    files.wav(folder / "Day" / "bass C 120bpm.wav", chords(120, (36,), (36,), (39,), (34,)))
    files.wav(folder / "Day" / "lead F# 90bpm.wav", chords(90, (66,), (70,), (73,), (66,)))
    files.wav(folder / "kick.wav", kick())
    files.wav(folder / "nothing.wav", silence(120, 8))
    (folder / "broken.wav").write_bytes(b"RIFF....WAVE")
    return folder


@pytest.fixture(scope="module")
def library(folder: Path) -> Path:
    path = folder.parent / "library.db"
    command = [sys.executable, "-m", "live", "scan", str(folder), "--library", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"8 files in \d+\.\d s: 7 analysed, 0 moved or copied, 0 unchanged; 1 broken \(see "
        rf"`barwise library --broken`\); {path} holds 5 loops, 1 one-shot, 1 silence\n",
        done.stdout,
    )
    return path


# barwise scan


def test_scan_tells_scripts_in_json(barwise: Barwise, folder: Path, library: Path) -> None:
    said = barwise("scan", folder, "--library", library, "--json")
    assert said.status == 0
    assert {name: said.json[name] for name in ("found", "unchanged", "analysed", "broken")} == {
        "found": 8,
        "unchanged": 7,
        "analysed": 0,
        "broken": 1,
    }
    assert said.json["holds"] == {"loop": 5, "one-shot": 1, "silence": 1}


def test_scan_of_no_loops_says_how_to_find_out_why(barwise: Barwise, tmp_path: Path) -> None:
    files.wav(tmp_path / "shots" / "kick.wav", kick())
    said = barwise("scan", tmp_path / "shots", "--library", tmp_path / "library.db")
    assert said.out.endswith("no loops among them: `barwise inspect FILE` says why\n")


def test_scan_writes_nothing_into_the_folder(folder: Path, library: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "Day",
        "Night",
        "broken.wav",
        "kick.wav",
        "nothing.wav",
    ]


def test_what_cannot_be_scanned_is_named(barwise: Barwise, folder: Path, tmp_path: Path) -> None:
    library = ("--library", tmp_path / "library.db")
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.db").write_text("this is no database" * 100)
    for said, offender, remedy in (
        (
            barwise("scan", tmp_path / "gone", *library),
            "gone",
            "no such folder; check the",
        ),
        (barwise("scan", folder / "kick.wav", *library), "kick.wav", "give the folder that holds"),
        (barwise("scan", tmp_path / "empty", *library), "empty", "give another folder"),
        (barwise("scan", folder, "--library", tmp_path), str(tmp_path), "another file with --lib"),
        (barwise("scan", folder, "--library", tmp_path / "text.db"), "text.db", "move it away"),
    ):
        assert said.status == 1
        assert refused(said).startswith("barwise: ")
        assert offender in refused(said)
        assert remedy in refused(said)


def test_a_locked_library_is_not_waited_for_for_ever(
    barwise: Barwise, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalogue.open(tmp_path / "library.db").close()
    monkeypatch.setattr("live.library.database._PATIENCE_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = barwise("scan", folder, "--library", tmp_path / "library.db", "--jobs", "1")
    other.close()
    assert "library.db: database is locked; another Barwise is writing to it" in refused(said)


def test_scan_shows_its_progress_on_a_terminal_and_ends_with_ctrl_c(
    folder: Path, tmp_path: Path
) -> None:
    """Rate, time left and name; then one line, and what was done is kept."""
    for number in range(60):
        files.wav(tmp_path / "many" / f"{number}.wav", drums(90 + number, 16))
    library = tmp_path / "library.db"
    command = ["-m", "live", "scan", str(tmp_path / "many"), "--library", str(library)]
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        start_new_session=True,
    )
    os.close(theirs)
    shown = _until(terminal, re.compile(rb"/60.* files/s .*\d+\.wav"))
    os.killpg(process.pid, signal.SIGINT)  # what a terminal does with Ctrl-C
    shown += _until(terminal, None)
    os.close(terminal)
    assert process.wait(20) == 130
    assert shown.rstrip().endswith(b"stopped; what was analysed is kept, the same command goes on")
    with Catalogue.open(library) as catalogue:
        assert len(catalogue.files()) >= 1
        assert catalogue.broken() == []


def _until(terminal: int, pattern: re.Pattern[bytes] | None) -> bytes:
    """What the terminal shows until `pattern` is there, or to the end."""
    shown, end = b"", time.monotonic() + 60
    while not (pattern and pattern.search(shown)):
        assert time.monotonic() < end, shown
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            shown += os.read(terminal, 1 << 16)
        except OSError:  # the other side has closed
            break
    return shown


# barwise library


def names(said: Said) -> list[str]:
    return sorted(Path(loop["path"]).name.split()[0] for loop in said.json)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["bass", "beat", "lead", "pad", "top"]),
        (("--role", "percussion"), ["beat", "top"]),
        (("--role", "bass"), ["bass"]),
        (("--bpm", "120"), ["bass", "beat", "pad"]),
        (("--bpm", "121-"), ["top"]),
        (("--bpm", "-100"), ["lead"]),
        (("--bpm", "100-122", "--role", "chord"), ["pad"]),
        (("--key", "Am"), ["pad"]),
        (("--key", "8A"), ["pad"]),
        (("--key", "Gb"), ["lead"]),
        (("--pack", "night"), ["beat", "pad", "top"]),
        (("--text", "LEAD"), ["lead"]),
        (("--kind", "one-shot"), ["kick.wav"]),
        (("--kind", "silence"), ["nothing.wav"]),
        (("--kind", "song"), []),
    ],
)
def test_library_lists_what_is_asked_for(
    barwise: Barwise, library: Path, options: tuple[str, ...], expected: list[str]
) -> None:
    said = barwise("library", "--library", library, "--json", *options)
    assert names(said) == expected
    shown = barwise("library", "--library", library, *options)
    assert shown.status == 0
    assert all(name in shown.out for name in expected)
    assert shown.out.endswith(
        f"{len(expected)} shown; {library} holds 5 loops, 1 one-shot, 1 silence\n"
    )


def test_library_json_holds_everything(barwise: Barwise, folder: Path, library: Path) -> None:
    (pad,) = barwise("library", "--library", library, "--json", "--text", "pad").json
    assert pad["path"] == str(folder / "Night" / "pad Am 120bpm.wav")
    assert (pad["bpm"], pad["beats"], pad["key"], pad["mode"], pad["pack"], pad["role"]) == (
        120,
        16,
        "Am",
        "minor",
        "Night",
        "chord",
    )
    assert list(pad["roles"]) == list(ROLES)
    assert pad["facts"]["key"] == {"value": 9, "origin": "name", "confidence": 0.9, "note": ""}


def test_set_role_holds_until_it_is_taken_back(
    barwise: Barwise, folder: Path, library: Path, tmp_path: Path
) -> None:
    own = shutil.copy(library, tmp_path / "own.db")
    where = ("--library", own)
    pad, kick = folder / "Night" / "pad Am 120bpm.wav", folder / "kick.wav"
    said = barwise("library", "--set-role", "melody+fx", pad, kick, *where)
    assert said.status == 0
    assert re.search(r"pad Am 120bpm\.wav .* melody\+fx +user", said.out)
    for role in ("melody", "fx"):
        assert "pad" in names(barwise("library", "--role", role, "--json", *where))
    assert "pad" not in names(barwise("library", "--role", "chord", "--json", *where))
    (shot,) = barwise("library", "--kind", "one-shot", "--role", "fx", "--json", *where).json
    assert shot["path"] == str(kick)
    assert "pad" in names(
        barwise("suggest", folder / "Night" / "beat 120bpm.wav", "--role", "fx", "--json", *where)
    )

    assert barwise("scan", folder, *where).status == 0
    told = barwise("inspect", pad, *where).out
    assert re.search(r"role +melody +user +100% +melody\+fx", told)
    as_json = barwise("inspect", pad, "--json", *where).json
    assert as_json["roles"] == {**dict.fromkeys(ROLES, 0.0), "melody": 1.0, "fx": 1.0}

    (again,) = barwise("library", "--set-role", "auto", pad, "--json", *where).json
    assert (again["role"], again["facts"]["role"]["origin"]) == ("chord", "name")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("drums", "drums is no role; choose from percussion, bass, chord, melody, fx, voice, "),
        ("bass+", "role bass+: nothing is no role; choose from percussion"),
        ("bass+auto", "auto is no role"),
    ],
)
def test_a_role_that_there_is_not_is_refused_with_those_that_there_are(
    barwise: Barwise, folder: Path, library: Path, role: str, said: str
) -> None:
    kick = folder / "kick.wav"
    assert said in refused(barwise("library", "--set-role", role, kick, "--library", library))


def test_only_what_the_library_knows_can_be_corrected(
    barwise: Barwise, folder: Path, library: Path, tmp_path: Path
) -> None:
    guest = files.wav(tmp_path / "guest.wav", drums(100, 8))
    where = ("library", "--library", library, "--set-role", "bass")
    line = refused(barwise(*where, folder / "kick.wav", guest))
    assert f"guest.wav: not in the library; `barwise scan {tmp_path}` first" in line
    kick = barwise("inspect", folder / "kick.wav", "--json", "--library", library).json
    assert kick["role"] != "bass", "one that fails changes nothing"
    assert "gone.wav: No such file" in refused(barwise(*where, tmp_path / "gone.wav"))
    assert "go together" in barwise("library", "--set-role", "bass").error
    assert "go together" in barwise("library", guest).error


def test_library_tells_what_is_broken(barwise: Barwise, folder: Path, library: Path) -> None:
    said = barwise("library", "--library", library, "--broken")
    (line,) = said.out.splitlines()
    assert line.startswith(f"{folder / 'broken.wav'}: damaged or no audio")
    (broken,) = barwise("library", "--library", library, "--broken", "--json").json
    assert f"{broken['path']}: {broken['reason']}" == line


def test_library_without_broken_files_says_so(barwise: Barwise, tmp_path: Path) -> None:
    Catalogue.open(tmp_path / "library.db").close()
    said = barwise("library", "--library", tmp_path / "library.db", "--broken")
    assert (said.out, said.status) == ("every file could be read\n", 0)


def test_what_cannot_be_listed_is_named(barwise: Barwise, library: Path, tmp_path: Path) -> None:
    where = ("library", "--library", library)
    assert "--bpm fast: a range is wanted" in refused(barwise(*where, "--bpm", "fast"))
    assert "--bpm 130-120: the lower tempo" in refused(barwise(*where, "--bpm", "130-120"))
    assert "--key H: no key; spell it as" in refused(barwise(*where, "--key", "H"))
    gone = barwise("library", "--library", tmp_path / "gone.db")
    assert "gone.db: no library yet; make it with `barwise scan FOLDER`" in refused(gone)
    assert barwise(*where, "--role", "drums").status == 2


def test_an_empty_library_says_what_to_do(barwise: Barwise, tmp_path: Path) -> None:
    Catalogue.open(tmp_path / "library.db").close()
    said = barwise("library", "--library", tmp_path / "library.db")
    assert said.status == 1
    assert "library.db: the library is empty; run `barwise scan FOLDER`" in said.error


# barwise inspect


def test_inspect_tells_every_fact_and_its_origin(
    barwise: Barwise, folder: Path, library: Path
) -> None:
    said = barwise("inspect", folder / "Night" / "pad Am 120bpm.wav", "--library", library)
    facts = {line.split()[0]: line.split()[1:] for line in said.out.splitlines() if line.split()}
    assert facts["bpm"][:2] == ["120", "name"]
    assert facts["key"][:3] == ["A", "name", "90%"]
    assert facts["beats_per_bar"][:2] == ["4", "analysis"]
    assert "4 bars, 8.000 s" in said.out
    assert "; in the library" in said.out


def test_inspect_of_a_guest_says_that_it_is_one(
    barwise: Barwise, library: Path, tmp_path: Path
) -> None:
    guest = files.wav(tmp_path / "guest 100bpm.wav", drums(100, 8))
    said = barwise("inspect", guest, "--library", library)
    assert "not in the library: `barwise scan` its folder" in said.out
    as_json = barwise("inspect", guest, "--library", library, "--json").json
    assert (as_json["in_library"], as_json["bpm"], as_json["beats"]) == (False, 100, 8)


def test_inspect_tells_what_is_in_doubt(barwise: Barwise, tmp_path: Path) -> None:
    tailed = np.concatenate([drums(120, 16), np.zeros(44100, np.float32)])
    path = files.wav(tmp_path / "beat 120bpm.wav", tailed)
    said = barwise("inspect", path, "--library", tmp_path / "none.db")
    assert "1.00 s of tail after 16 beats" in said.out


def test_inspect_draws_the_waveform(
    barwise: Barwise, folder: Path, library: Path, tmp_path: Path
) -> None:
    beat = folder / "Night" / "beat 120bpm.wav"
    said = barwise("inspect", beat, "--library", library, "--png", tmp_path / "a.png")
    assert said.status == 0
    with Image.open(tmp_path / "a.png") as drawn:
        assert drawn.format == "PNG"
        assert len(drawn.getcolors(1 << 20) or ()) > 20


def test_what_cannot_be_inspected_is_named(
    barwise: Barwise, folder: Path, library: Path, tmp_path: Path
) -> None:
    where = ("--library", library)
    gone = barwise("inspect", tmp_path / "gone.wav", *where)
    assert re.search(r"gone\.wav: No such file .*; give an audio file$", refused(gone))
    assert "Is a directory; give an audio file" in refused(barwise("inspect", tmp_path, *where))
    assert "export it again" in refused(barwise("inspect", folder / "broken.wav", *where))
    png = barwise("inspect", folder / "kick.wav", *where, "--png", tmp_path / "none" / "a.png")
    assert "name another file with --png" in png.error


# barwise suggest


def test_suggest_gives_loops_with_their_fix_and_reasons(
    barwise: Barwise, folder: Path, library: Path
) -> None:
    beat = folder / "Night" / "beat 120bpm.wav"
    found = barwise("suggest", beat, "--library", library, "--json").json
    assert 1 <= len(found) <= 4
    for each in found:
        assert list(each) == [*FIELDS, "reasons"]
        assert Path(each["path"]).is_relative_to(folder)
        assert each["path"] != str(beat)
        assert each["role"] in ROLES
        assert -6 <= each["transpose"] <= 6
        assert each["bpm"] * each["stretch"] == pytest.approx(120, rel=1e-4)
        assert sum(each["reasons"].values()) == pytest.approx(each["score"], abs=1e-6)
    assert {each["role"] for each in found[:2]}.isdisjoint({"percussion"})


def test_suggest_keeps_to_role_number_and_tempo(
    barwise: Barwise, folder: Path, library: Path
) -> None:
    beat = (folder / "Night" / "beat 120bpm.wav", "--library", library, "--json")
    for role, name in (("bass", "bass C 120bpm.wav"), ("chord", "pad Am 120bpm.wav")):
        best = barwise("suggest", *beat, "--role", role).json[0]
        assert (Path(best["path"]).name, best["role"]) == (name, role)
    assert len(barwise("suggest", *beat, "--role", "any", "-n", "1").json) == 1
    faster = barwise("suggest", *beat, "--bpm", "126").json
    assert all(e["bpm"] * e["stretch"] == pytest.approx(126, rel=1e-4) for e in faster)


def test_suggest_takes_files_that_are_in_no_library(
    barwise: Barwise, folder: Path, library: Path, tmp_path: Path
) -> None:
    guest = files.wav(tmp_path / "guest 120bpm.wav", drums(120, 8))
    copy = shutil.copy(folder / "Night" / "pad Am 120bpm.wav", tmp_path / "copy.wav")
    found = barwise("suggest", guest, copy, "--library", library, "--json").json
    assert found
    assert "pad Am 120bpm.wav" not in {Path(each["path"]).name for each in found}


def test_suggest_shows_a_table(barwise: Barwise, folder: Path, library: Path) -> None:
    said = barwise("suggest", folder / "Night" / "beat 120bpm.wav", "--library", library)
    heading = next(line for line in said.out.splitlines() if line.strip())
    assert heading.split()[:4] == ["score", "loop", "role", "key"]
    assert "bass C 120bpm.wav" in said.out


def test_what_cannot_be_suggested_to_is_named(
    barwise: Barwise, folder: Path, library: Path, tmp_path: Path
) -> None:
    beat = folder / "Night" / "beat 120bpm.wav"
    shot = barwise("suggest", folder / "kick.wav", "--library", library)
    assert re.search(r"kick\.wav: one-shot.*; give a loop$", refused(shot))
    gone = barwise("suggest", tmp_path / "gone.wav", "--library", library)
    assert "gone.wav: No such file" in refused(gone)
    unmade = barwise("suggest", beat, "--library", tmp_path / "gone.db")
    assert "gone.db: no library yet; make it with `barwise scan FOLDER`" in refused(unmade)
    Catalogue.open(tmp_path / "empty.db").close()
    empty = barwise("suggest", beat, "--library", tmp_path / "empty.db")
    assert "holds no loops; add some with `barwise scan FOLDER`" in refused(empty)


def test_real_loops_are_scanned_and_suggested(
    barwise: Barwise, real_loops: Path, tmp_path: Path
) -> None:
    """Producers' loops: what is offered to a beat at 140 runs at 140 and adds what is missing."""
    library = tmp_path / "library.db"
    scanned = barwise("scan", real_loops, "--library", library, "--json").json
    assert (scanned["found"], scanned["broken"]) == (116, 0)
    assert scanned["holds"]["loop"] >= 36
    (beat,) = real_loops.rglob("trap 140bpm*")
    found = barwise("suggest", beat, "--library", library, "--json").json
    assert len(found) == 8
    assert all(each["bpm"] * each["stretch"] == pytest.approx(140, rel=1e-4) for each in found)
    assert found[0]["role"] != "percussion"
