from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from live.errors import FileError
from models import items
from models.items import Item

LOOP = Item("a.wav", "toy", "one", "3", "bass", "7", 120.0, 4, role="bass+melody", licence="CC0")


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    inside = replace(LOOP, path=str(tmp_path / "deep" / "a.wav"))
    outside = replace(LOOP, path="/elsewhere/b.wav", material="notes-12", family="Korp")
    items.write(tmp_path / "t.tsv", [inside, outside])
    assert items.read(tmp_path / "t.tsv") == [inside, outside]
    assert "\ndeep/a.wav\t" in (tmp_path / "t.tsv").read_text()


def test_stems_tsv_is_a_table_of_items(tmp_path: Path) -> None:
    columns = "path corpus song section stem material stem_name role role_from bpm bars origin"
    row = "stems/x.opus lmms Song 2 7 0 Kick Percussion track 102.0 4 Debian"
    table = tmp_path / "stems.tsv"
    table.write_text("\t".join(columns.split()) + "\n" + "\t".join(row.split()) + "\n")
    (found,) = items.read(table)
    assert found.path == str(tmp_path / "stems/x.opus")
    assert (found.role, found.bpm, found.bars, found.licence) == ("percussion", 102.0, 4, "")
    assert found.seconds == pytest.approx(16 * 60 / 102)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path\tcorpus\n", "has no column `bars`"),
        ("path\tcorpus\tsong\tsection\tbpm\tbars\nx\ta\tb\tc\tfast\t4\n", "bpm `fast`"),
    ],
)
def test_a_table_that_is_none_says_why(tmp_path: Path, text: str, said: str) -> None:
    table = tmp_path / "t.tsv"
    table.write_text(text)
    with pytest.raises(FileError, match=said):
        items.read(table)
    with pytest.raises(FileError, match="no table of loops"):
        items.read(tmp_path / "nowhere.tsv")


def test_numbered_material_is_the_stems_own_and_digests_are_everybodys() -> None:
    assert LOOP.content != replace(LOOP, stem="lead").content
    assert LOOP.content == replace(LOOP, section="9").content
    digest = replace(LOOP, material="notes-ab12")
    assert digest.content == replace(digest, song="two", stem="lead").content


def test_sections_are_what_sounds_together() -> None:
    other, elsewhere = replace(LOOP, stem="lead"), replace(LOOP, section="4")
    assert items.sections([LOOP, elsewhere, other]) == [(LOOP, other), (elsewhere,)]
