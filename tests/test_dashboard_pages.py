"""What a page asks of the library, from the demo's loops."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from live.dashboard import wave
from live.library.catalogue import Catalogue
from live.types import ROLES, Kind, Loop
from tests.page_stand import Served, configured, served


@pytest.fixture(scope="module")
def there(demo_library: Path) -> Iterator[Served]:
    with served(configured(demo_library)) as there:
        yield there


@pytest.fixture(scope="module")
def loops(demo_library: Path) -> list[Loop]:
    with Catalogue.open(demo_library) as catalogue:
        return [loop for loop in catalogue.loops() if loop.kind is Kind.LOOP]


def got(there: Served, path: str) -> Any:
    with urllib.request.urlopen(there.url + path, timeout=20) as response:
        assert response.headers.get_content_type() == "application/json"
        return json.load(response)


def status(there: Served, path: str) -> int:
    try:
        with urllib.request.urlopen(there.url + path, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_loop_is_told_as_the_library_knows_it(there: Served, loops: list[Loop]) -> None:
    loop = loops[0]
    assert got(there, f"/loop/{loop.id}") == {
        "id": loop.id,
        "name": Path(loop.path).stem,
        "path": loop.path,
        "pack": loop.pack,
        "role": loop.role,
        "roles": dict(zip(ROLES, loop.roles, strict=True)),
        "said": False,
        "key": loop.key_name,
        "bpm": loop.bpm,
        "beats": loop.beats,
        "beats_per_bar": loop.beats_per_bar,
        "lufs": loop.lufs,
        "licence": loop.licence,
    }


def test_a_wave_is_the_peaks_of_the_file(there: Served, loops: list[Loop]) -> None:
    loop = loops[0]
    drawn = got(there, f"/loop/{loop.id}/wave")
    assert (drawn["beats"], drawn["beats_per_bar"]) == (loop.beats, loop.beats_per_bar)
    samples, rate = soundfile.read(loop.path, always_2d=True)
    frames = round(loop.beats * 60 / loop.bpm * rate)
    loud = np.abs(samples[:frames]).max(axis=1)
    tenths = [part.max() for part in np.array_split(loud, 10)]
    found = np.array(drawn["peaks"]).reshape(10, -1).max(axis=1)
    assert found == pytest.approx(tenths, abs=0.002)


def test_the_tail_is_no_part_of_the_wave_and_what_the_file_lacks_is_silent(tmp_path: Path) -> None:
    """Two beats that rise, and a loud one after them; then the same file for four beats."""
    rise = np.linspace(0, 0.5, 44100)
    soundfile.write(tmp_path / "x.wav", np.concatenate([rise, np.ones(22050)]), 44100, "FLOAT")
    path = str(tmp_path / "x.wav")
    two = wave.peaks(Loop(1, path, "", Kind.LOOP, 1.5, 120.0, 2.0))
    assert (len(two), max(two)) == (wave.COLUMNS, 0.5)
    assert two == sorted(two)
    four = wave.peaks(Loop(1, path, "", Kind.LOOP, 1.5, 120.0, 4.0))
    assert (four[150], four[250], max(four[301:])) == (pytest.approx(0.375, abs=0.005), 1.0, 0.0)


def test_its_sound_can_be_asked_for_in_parts(there: Served, loops: list[Loop]) -> None:
    whole = Path(loops[0].path).read_bytes()
    request = urllib.request.Request(there.url + f"/loop/{loops[0].id}/audio")
    with urllib.request.urlopen(request, timeout=20) as response:
        assert response.read() == whole
        assert response.headers.get_content_maintype() == "audio"
    request.add_header("Range", "bytes=100-199")
    with urllib.request.urlopen(request, timeout=20) as response:
        assert (response.status, response.read()) == (206, whole[100:200])


def test_the_map_has_every_loop_once_with_its_role(there: Served, loops: list[Loop]) -> None:
    drawn = got(there, "/map")
    assert drawn["roles"] == list(ROLES)
    assert sorted(drawn["ids"]) == sorted(loop.id for loop in loops)
    roles = {loop.id: loop.role for loop in loops}
    assert [ROLES[role] for role in drawn["role"]] == [roles[id] for id in drawn["ids"]]
    for axis in (drawn["x"], drawn["y"]):
        assert (len(axis), min(axis), max(axis)) == (len(loops), 0.0, 1.0)
    alone = got(there, f"/map/{drawn['ids'][3]}")
    place = {"x": drawn["x"][3], "y": drawn["y"][3], "role": drawn["role"][3]}
    assert alone == {"id": drawn["ids"][3], **place}


def test_a_search_finds_by_any_word_of_a_loop(there: Served, loops: list[Loop]) -> None:
    loop = next(loop for loop in loops if loop.key_name)
    query = f"{loop.role[:4]}+{loop.key_name}+{loop.pack.split()[0]}".replace("#", "%23")
    found = got(there, f"/search?q={query}")
    assert loop.id in [each["id"] for each in found]
    assert {each["role"] for each in found} == {loop.role}
    assert found[0].keys() == {"id", "name", "pack", "role", "key", "bpm"}
    assert got(there, "/search?q=no+such+loop") == got(there, "/search?q=") == []


@pytest.mark.parametrize(
    "path",
    [
        "/loop/99999",
        "/loop/99999/wave",
        "/loop/99999/audio",
        "/map/99999",
        f"/loop/{2**63}",
        f"/map/{2**70}",
        "/loop/-1",
        "/loop/..%2f..%2fetc%2fpasswd/audio",
        "/static/..%2f__main__.py",
        "/static/../__main__.py",
    ],
)
def test_what_is_not_in_the_library_is_not_served(there: Served, path: str) -> None:
    assert status(there, path) == 404


def test_the_page_itself_is_served(there: Served) -> None:
    for path in ("/", "/icon.svg", "/static/index.html"):
        assert status(there, path) == 200
