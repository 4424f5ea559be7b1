"""A catalogue that machines share through a real PostgreSQL: what one tells, all know, once."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from live.errors import ConfigError, DeviceError, FileError
from live.library import backup
from live.library.catalogue import Catalogue, Stamp, Status
from live.library.scan import scan
from live.library.shared import place, push, schema, sync
from live.library.shared.mirror import Mirror
from live.library.shared.server import connected
from live.types import Kind
from tests import files
from tests.postgres import PASSWORD, Postgres, postgres
from tests.sounds import PROGRESSION, chords, drums, kick
from tests.studio import Studio

BASS = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
VOICE = (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loops")
    files.wav(folder / "Night" / "pad Am 120bpm.wav", chords(120, *PROGRESSION))
    files.wav(folder / "Night" / "beat 120bpm.wav", drums(120, 8))
    files.wav(folder / "Day" / "top 124bpm.wav", drums(124, 8))
    files.wav(folder / "kick.wav", kick())
    (folder / "broken.wav").write_bytes(b"RIFF")
    return folder


@pytest.fixture(scope="module")
def scanned(folder: Path) -> Path:
    """A local library of these files, of which a bundle has heard every loop."""
    path = folder.parent / f"{folder.name}.db"
    scan([folder], path, jobs=1)
    hear(path, "ear-1")
    return path


def hear(library: Path, bundle: str) -> None:
    with Catalogue.open(library) as catalogue:
        ids = catalogue.unembedded(bundle)
        random = np.random.default_rng(len(ids))
        parts = {"harmony": 192, "rhythm": 32, "form": 5}
        made = {name: random.standard_normal((len(ids), size)) for name, size in parts.items()}
        catalogue.embed(bundle, ids, made)


@pytest.fixture
def studio(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    return Studio(server.database(), tmp_path, monkeypatch)


@pytest.fixture
def two(studio: Studio, scanned: Path) -> Studio:
    """A has scanned and sent, B has taken."""
    studio.give("A", scanned)
    studio.sync("A")
    studio.sync("B")
    return studio


def tables(library: Path) -> dict[str, list[Any]]:
    """All that travels, by content."""
    queries = {
        "loops": "SELECT * FROM loops LEFT JOIN sketches USING (id)",
        "embeddings": "SELECT digest, bundle, part, vector FROM embeddings JOIN loops USING (id)",
        "files": "SELECT * FROM files",
        "corrections": "SELECT * FROM corrections",
        "taste": "SELECT * FROM taste",
    }
    with closing(sqlite3.connect(library)) as database:
        found = {name: sorted(database.execute(query)) for name, query in queries.items()}
    found["loops"] = sorted(row[1:] for row in found["loops"])
    return found


def on_server(studio: Studio, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(studio.url) as connection:
        return connection.execute(query).fetchall()


def only(catalogue: Catalogue, part: str) -> tuple[int, str]:
    """Id and digest of the loop with `part` in its path."""
    (loop,) = [each for each in catalogue.loops() if part in each.path]
    return loop.id, loop.digest


# What one tells, all know


def test_another_machine_gets_all_of_it_bit_for_bit_and_once(studio: Studio, scanned: Path) -> None:
    studio.give("A", scanned)
    sent, taken = studio.sync("A")
    assert (sent, taken) == (4 + 5 + 3, 0)  # loops, files, loops that the ear knows
    assert studio.sync("B") == (0, 4 + 5 + 3 * 3)
    assert tables(studio.mirror("B")) == tables(scanned)
    assert studio.sync("A") == studio.sync("B") == (0, 0)


def test_what_was_analysed_and_heard_elsewhere_is_not_again(two: Studio, folder: Path) -> None:
    with two.at("B") as catalogue:
        summary = scan([folder], catalogue.path, jobs=1)
        assert (summary.unchanged, summary.analysed, summary.known) == (4, 0, 0)
        assert catalogue.unembedded("ear-1") == []


def test_one_new_loop_is_one_row(two: Studio, folder: Path, tmp_path: Path) -> None:
    files.wav(tmp_path / "new" / "bass 120bpm.wav", chords(120, (36,), (38,)))
    with two.at("A") as catalogue:
        scan([tmp_path / "new"], catalogue.path, jobs=1)
    assert two.sync("B") == (0, 2)
    with two.at("B") as catalogue:
        assert catalogue.count()[Kind.LOOP] == 4
    assert two.sync("A") == (0, 0)


def test_words_travel_both_ways_and_the_newest_holds(two: Studio) -> None:
    with two.at("A") as catalogue:
        id, digest = only(catalogue, "pad")
        catalogue.set_taste(id, banned=True, favourite=False)
        catalogue.correct([digest], BASS)
    with two.at("B") as catalogue:
        id, digest = only(catalogue, "pad")
        assert catalogue.taste() == (frozenset([id]), frozenset())
        assert catalogue.loop(id).roles == BASS  # type: ignore[union-attr]
        catalogue.set_taste(id, banned=False, favourite=True)
        catalogue.correct([digest], VOICE)
    with two.at("A") as catalogue:
        id, digest = only(catalogue, "pad")
        assert catalogue.taste() == (frozenset(), frozenset([id]))
        assert catalogue.loop(id).roles == VOICE  # type: ignore[union-attr]
        catalogue.correct([digest], None)
    with two.at("B") as catalogue:
        assert catalogue.loop(only(catalogue, "pad")[0]).roles != VOICE  # type: ignore[union-attr]
        assert tables(catalogue.path)["corrections"] == []


def test_an_older_word_that_comes_later_gives_way_on_both_machines(two: Studio) -> None:
    with Catalogue.open(two.mirror("B")) as catalogue:
        id, digest = only(catalogue, "pad")
        catalogue.set_taste(id, banned=True, favourite=False)  # said first, sent last
        catalogue.correct([digest], BASS)
    with two.at("A") as catalogue:
        id, digest = only(catalogue, "pad")
        catalogue.set_taste(id, banned=False, favourite=True)
        catalogue.correct([digest], VOICE)
    two.sync("B")
    two.sync("A")
    told = [{k: v for k, v in tables(two.mirror(m)).items() if k != "loops"} for m in ("A", "B")]
    assert told[0] == told[1]
    assert told[0]["taste"][0][1:3] == (0, 1)
    assert "1.0]" in told[0]["corrections"][0][1]


def test_a_newer_word_that_is_not_sent_yet_is_not_overwritten(two: Studio) -> None:
    """It was said between the sending and the taking of one synchronisation."""
    with two.at("A") as catalogue:
        id, digest = only(catalogue, "pad")
        catalogue.set_taste(id, banned=True, favourite=False)
        catalogue.correct([digest], BASS)
        _, sure = only(catalogue, "beat")
        catalogue.correct([sure], BASS)
    two.sync("B")
    with two.at("A") as catalogue:
        catalogue.correct([digest], VOICE)
        catalogue.correct([sure], VOICE)
    with Catalogue.open(two.mirror("B")) as catalogue:
        id, digest = only(catalogue, "pad")
        catalogue.set_taste(id, banned=False, favourite=True)
        catalogue.correct([digest], None)
        catalogue.correct([sure], BASS)
    with connected(two.url) as server, Mirror.open(two.mirror("B")) as mirror:
        assert sync.pull(mirror, server) == 2
        assert len(mirror.outbox("corrections", 9)) == 2
    told = tables(two.mirror("B"))
    assert [row[0] for row in told["corrections"]] == [sure]
    assert "1.0" in told["corrections"][0][1].split(", ")[1]
    two.sync("B")
    two.sync("A")
    assert [tables(two.mirror(m))["corrections"] for m in "AB"] == [told["corrections"]] * 2


def test_a_word_with_a_clock_that_is_behind_is_not_left_alone(two: Studio) -> None:
    """B has passed A's word already when it says its own, which by its clock is the older."""
    with two.at("A") as catalogue:
        catalogue.set_taste(only(catalogue, "pad")[0], banned=True, favourite=False)
    ahead = "2999-01-01T00:00:00.000+00:00"
    with Mirror.open(two.mirror("A")) as mirror, mirror.reading() as database:
        database.execute("INSERT OR REPLACE INTO taste SELECT digest, 1, 0, ? FROM taste", [ahead])
    two.sync("A")
    two.sync("B")
    with two.at("B") as catalogue:
        catalogue.set_taste(only(catalogue, "pad")[0], banned=False, favourite=True)
    with two.at("B") as catalogue:
        banned, favourites = catalogue.taste()
        assert (len(banned), len(favourites)) == (1, 0)
    assert tables(two.mirror("A"))["taste"] == tables(two.mirror("B"))["taste"]


def test_what_is_heard_anew_takes_the_place_of_what_was_and_never_back(two: Studio) -> None:
    with two.at("A") as catalogue:
        id, _ = only(catalogue, "pad")
        catalogue.tag("tagger-2", [id], np.full((1, 6), 0.25))
    with two.at("B") as catalogue:
        id, _ = only(catalogue, "pad")
        assert id not in catalogue.untagged("tagger-2")
        catalogue.tag("tagger-1", [id], np.full((1, 6), 0.75))
    assert on_server(two, "SELECT heard FROM barwise.loops WHERE tagger != ''") == [
        ("[0.25, 0.25, 0.25, 0.25, 0.25, 0.25]",)
    ]


# Files


def test_a_file_that_is_not_on_this_machine_is_not_suggested_until_it_is(
    two: Studio, folder: Path, tmp_path: Path
) -> None:
    away = tmp_path / "disk"
    (folder / "Day").rename(away)
    try:
        two.sync("C")
        with two.at("C") as catalogue:
            assert catalogue.count() == {Kind.LOOP: 2, Kind.ONE_SHOT: 1}
        (line,) = set(two.said)
        assert line.startswith("1 of 4 files are not on this machine")
        assert "mount" in line and "top 124bpm.wav" in line
    finally:
        away.rename(folder / "Day")
    with two.at("C") as catalogue:
        assert catalogue.count()[Kind.LOOP] == 3
    assert on_server(two, "SELECT count(*) FROM barwise.files WHERE status = 'missing'") == [(0,)]


def test_a_disk_that_is_not_mounted_and_a_file_that_is_deleted_differ(
    studio: Studio, tmp_path: Path
) -> None:
    mount = tmp_path / "mnt"
    files.wav(mount / "pack" / "beat 120bpm.wav", drums(120, 8))
    files.wav(mount / "pack" / "top 124bpm.wav", drums(124, 8))
    with studio.at("A") as catalogue:
        scan([mount], catalogue.path, jobs=1)
    (mount / "pack").rename(tmp_path / "unplugged")
    with studio.at("A") as catalogue:
        assert catalogue.count() == {}
    (tmp_path / "unplugged").rename(mount / "pack")
    with studio.at("A") as catalogue:
        assert catalogue.count() == {Kind.LOOP: 2}
    (mount / "pack" / "top 124bpm.wav").unlink()
    with studio.at("A") as catalogue:
        assert catalogue.count() == {Kind.LOOP: 2}
        assert scan([mount], catalogue.path, jobs=1).missing == 1
    studio.sync("B")
    with Catalogue.open(studio.mirror("B")) as catalogue:
        gone = catalogue.files()[str(mount / "pack" / "top 124bpm.wav")]
        assert gone.status is Status.MISSING


# Trouble


def test_without_its_server_a_set_begins_with_the_mirror_and_one_line(
    two: Studio, server: Postgres
) -> None:
    server.stop("immediate")
    try:
        with two.at("B") as catalogue:
            assert catalogue.count()[Kind.LOOP] == 3
            catalogue.set_taste(only(catalogue, "pad")[0], banned=True, favourite=False)
        with pytest.raises(DeviceError, match="start it, or look at host"), two.at("D"):
            pass
    finally:
        server.start()
    assert len(two.said) == 2  # at the beginning, and as the ban could not be sent
    assert "as it was here" in two.said[0] and "the next time" in two.said[1]
    two.sync("B")
    with two.at("A") as catalogue:
        assert len(catalogue.taste()[0]) == 1


def test_a_connection_that_is_killed_amid_sending_loses_nothing_and_doubles_nothing(
    studio: Studio, scanned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.give("A", scanned)
    kept = push._write
    sent: list[int] = []

    def cut(cursor: Any, *rest: Any) -> Any:
        own = kept(cursor, *rest)
        sent.append(1)
        if len(sent) == 2:  # of files: loops are there, what is in this transaction is not
            with psycopg.connect(studio.url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(%s)", [cursor.connection.info.backend_pid]
                )

        return own

    monkeypatch.setattr(push, "_write", cut)
    with pytest.raises(DeviceError, match=r"127\.0\.0\.1"):
        studio.sync("A")
    monkeypatch.setattr(push, "_write", kept)
    assert on_server(studio, "SELECT count(*) FROM barwise.loops") == [(4,)]
    assert on_server(studio, "SELECT count(*) FROM barwise.files") == [(0,)]
    assert studio.sync("A") == (5 + 3, 0)
    studio.sync("B")
    assert tables(studio.mirror("B")) == tables(scanned)


def test_what_arrived_but_was_not_confirmed_changes_nothing_the_second_time(
    two: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue.open(two.mirror("A")) as catalogue:
        catalogue.set_taste(only(catalogue, "pad")[0], banned=True, favourite=False)
    with monkeypatch.context() as broken:
        broken.setattr(Mirror, "sent", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            two.sync("A")
    assert two.sync("B") == (0, 1)
    assert two.sync("A") == (1, 1)  # it does not know that this was its own
    assert two.sync("A") == two.sync("B") == (0, 0)


def test_many_who_send_at_once_lose_nothing(studio: Studio, scanned: Path) -> None:
    """Eight machines, 40 loops each, four of them the same on all."""
    mirrors = [studio.mirror(f"M{number}") for number in range(8)]
    for number, path in enumerate(mirrors):
        path.parent.mkdir(parents=True)
        path.write_bytes(scanned.read_bytes())
        grow(path, number)

    def send(path: Path) -> None:
        try:
            with connected(studio.url) as server, Mirror.open(path) as mirror:
                mirror.begin_anew(server.birth)
                push.push(mirror, server)
                sync.pull(mirror, server)
        except BaseException as error:
            failed.append(error)

    failed: list[BaseException] = []
    threads = [threading.Thread(target=send, args=[path]) for path in mirrors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    numbers = [n for (n,) in on_server(studio, "SELECT changed FROM barwise.loops")]
    assert len(numbers) == len(set(numbers)) == 4 + 8 * 36
    for number in range(8):
        studio.sync(f"M{number}")
    first, *others = (tables(path) for path in mirrors)
    assert len(first["loops"]) == 4 + 8 * 36
    assert all(each["loops"] == first["loops"] for each in others)


def grow(library: Path, number: int) -> None:
    """36 loops more that only this one has."""
    with closing(sqlite3.connect(library)) as database, database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(loops)")]
        rest = ", ".join(name for name in columns if name not in ("id", "digest"))
        for place_ in range(36):
            database.execute(
                f"INSERT INTO loops (digest, {rest}) SELECT ?, {rest} FROM loops LIMIT 1",
                [f"{number:016x}{place_:016x}"],
            )


def test_a_server_that_begins_anew_is_given_everything_again(
    two: Studio, server: Postgres, scanned: Path
) -> None:
    with psycopg.connect(two.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA barwise CASCADE")
    assert two.sync("B") == (4 + 5 + 3, 0)
    two.sync("A")
    assert tables(two.mirror("A")) == tables(two.mirror("B")) == tables(scanned)


def test_a_newer_schema_is_refused_and_the_mirror_goes_on(two: Studio) -> None:
    with psycopg.connect(two.url, autocommit=True) as connection:
        connection.execute("UPDATE barwise.about SET version = %s", [len(schema.MIGRATIONS) + 1])
    with pytest.raises(FileError, match="newer Barwise; update"):
        two.sync("B")
    with two.at("B") as catalogue:
        assert catalogue.count()[Kind.LOOP] == 3
    assert len(two.said) == 1


def test_a_user_who_may_not_put_pgvector_in_is_told_what_to_do(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.database(vector=False)
    name = url.rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE guest_{name} LOGIN PASSWORD 'guest'")
    poor = Studio(server.url(name, f"guest_{name}", "guest"), tmp_path, monkeypatch)
    with pytest.raises(FileError, match=r"no pgvector .*CREATE EXTENSION vector"):
        poor.sync("A")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    with pytest.raises(FileError, match="GRANT CREATE ON DATABASE"):
        poor.sync("A")


@pytest.mark.parametrize("wrong", ["password", "database", "port"])
def test_what_is_wrong_with_an_address_is_one_line_without_its_password(
    studio: Studio, server: Postgres, wrong: str
) -> None:
    urls = {
        "password": server.url("postgres", password=f"not {PASSWORD}"),
        "database": server.url("nowhere"),
        "port": studio.url.replace(f":{server.port}/", ":1/"),
    }
    with pytest.raises(DeviceError) as told, connected(urls[wrong]):
        pass
    assert "\n" not in str(told.value)
    assert "127.0.0.1" in str(told.value)
    assert not any(secret in str(told.value) for secret in (PASSWORD, "w%40rd", "w@rd"))


def test_no_file_of_a_mirror_holds_the_password(two: Studio) -> None:
    with two.at("A") as catalogue:
        catalogue.set_taste(only(catalogue, "pad")[0], banned=True, favourite=False)
    held = [path for path in two.folder.rglob("*") if path.is_file()]
    assert held
    for path in held:
        for secret in (PASSWORD.encode(), b"s3cr"):
            assert secret not in path.read_bytes()
            assert secret not in bytes(path)


def test_a_mirror_that_came_back_from_its_backup_catches_up(two: Studio) -> None:
    path = two.mirror("B")
    assert backup.keep(path)
    with two.at("A") as catalogue:
        catalogue.set_taste(only(catalogue, "pad")[0], banned=True, favourite=False)
    two.sync("B")
    path.write_bytes(b"damaged" * 4096)
    for tail in ("-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)
    two.sync("B")
    assert tables(path)["taste"] == tables(two.mirror("A"))["taste"] != []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(ConfigError, match=r"pip install 'barwise\[postgres\]'"),
        connected("postgresql://dj@studio/loops"),
    ):
        pass


def test_a_file_that_changed_keeps_its_own_stamp(two: Studio) -> None:
    """The same content under another time is no news: two copies of a disk are not read again."""
    with Catalogue.open(two.mirror("B")) as catalogue:
        path, row = next((p, r) for p, r in catalogue.files().items() if "beat" in p)
        assert row.digest is not None
        catalogue.keep(path, Stamp(row.stamp.size, 7), row.digest, None)
    assert two.sync("B") == (1, 0)
    assert two.sync("A") == (0, 0)
    assert two.sync("B") == (0, 0)
    with Catalogue.open(two.mirror("B")) as catalogue:
        assert catalogue.files()[path].stamp.changed_ns == 7


# Names


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("postgresql://dj:secret@studio/loops", "postgresql://dj@studio/loops"),
        ("postgres://dj:secret@STUDIO:5432/loops", "postgresql://dj@studio/loops"),
        ("postgresql://studio:5433/loops", "postgresql://studio:5433/loops"),
        (
            "postgresql://dj@studio/loops?sslmode=require&password=secret",
            "postgresql://dj@studio/loops?sslmode=require",
        ),
        ("loops.db", "loops.db"),
    ],
)
def test_a_library_is_named_without_its_password(typed: str, told: str) -> None:
    assert place.name(typed) == told
    assert place.name(told) == told
    assert place.catalogue(typed) == place.catalogue(told)
    assert "secret" not in str(place.catalogue(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "postgresql://studio",
        "postgresql://dj:se/cret@studio/loops",
        "postgresql://dj:se#cret@studio/loops",
        "postgresql://dj:12/se@studio/loops",
        "postgresql://studio:many/loops",
    ],
)
def test_an_address_that_cannot_be_meant_is_not_repeated(typed: str) -> None:
    with pytest.raises(ConfigError, match="write postgresql://USER@HOST/DATABASE") as told:
        place.catalogue(typed)
    assert "cret" not in str(told.value)
