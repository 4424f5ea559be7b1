"""A small library of songs, the study made of it, and its server."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from click.testing import CliRunner, Result

from models.study.command import command
from models.study.database import Database
from models.study.key import CLIPS, SOURCE, Clip, Group, Key, clip_file
from models.study.mixing import RATE
from models.study.server import application, silent
from tests import sounds
from tests.conftest import eventually
from tests.files import wav

BPM = 120
SONGS = {"Ash": 0, "Birch": 3, "Cedar": -4, "Dogwood": 7}  # and their keys
METHODS = ("ours", "AutoMashUpper", "original", "chance")
FIVE = ("ours", "CNN+reverse", "SNN+random", "AutoMashUpper", "original")


def songs(folder: Path) -> Path:
    """Four songs of three loops: drums, a bass and chords."""
    for number, (name, up) in enumerate(SONGS.items()):
        beat = sounds.drums(BPM, 16) * (1 - 0.2 * number)
        hats = ((place + 0.25 * number, sounds.hat()) for place in range(16))
        beat += 0.5 * sounds.placed(BPM, 16, *hats)
        roots = [(chord[0] - 12,) for chord in sounds.PROGRESSION]
        roots = roots[number:] + roots[:number]
        wav(folder / name / f"beat {BPM}bpm.wav", 0.5 * beat)
        wav(folder / name / f"bass {BPM}bpm.wav", sounds.chords(BPM, *roots, up=up))
        wav(folder / name / f"chords {BPM}bpm.wav", sounds.chords(BPM, *sounds.PROGRESSION, up=up))
    return folder


def run(*words: object) -> Result:
    """`barwise study WORDS`; what it raises is raised."""
    return CliRunner().invoke(command, list(map(str, words)), catch_exceptions=False)


def key(study: Path) -> Key:
    return Key.read(Database.open(study))


def methods(study: Path) -> dict[str, str]:
    """Clip -> method."""
    return {clip.id: clip.method for clip in key(study).clips if clip.method != SOURCE}


@contextmanager
def served(study: Path, **options: Any) -> Iterator[int]:
    """The port at which `study` is served."""
    server = silent(application(study, **options))
    with socket.create_server(("127.0.0.1", 0)) as bound:
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        eventually(lambda: server.started)
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def asked(
    port: int, path: str, method: str = "GET", body: object = None, **headers: str
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def small(folder: Path, groups: int = 3, repeat: bool = False) -> Path:
    """A study of five methods that nobody made: a third of a second of noise is a clip."""
    (folder / CLIPS).mkdir(parents=True)
    random = np.random.default_rng(0)
    own = [Group(n, f"Song {n}", ("bass", "chord")[n % 2]) for n in range(groups)]
    own += [replace(own[0], number=groups, repeats=0)] * repeat
    clips = []
    for group in own:
        for method in (SOURCE, *FIVE):
            clip = Clip(random.bytes(8).hex(), group.number, method, f"secret/{method}.wav")
            noise = 0.05 * random.standard_normal((RATE // 3, 1))
            soundfile.write(clip_file(folder, clip.id), noise, RATE, format="FLAC")
            clips.append(clip)
    facts = {"methods": list(FIVE), "seed": 0, "seconds": 0.3}
    Key(tuple(own), tuple(clips), facts).write(Database.make(folder))
    return folder
