"""What is corrected during the set is seen by the page, which only reads."""

from __future__ import annotations

from pathlib import Path

from live.dashboard.archive import Archive
from live.library import correction
from live.library.catalogue import Catalogue
from live.types import ROLES
from tests.page_stand import copied


def test_roles_are_read_anew_and_nothing_moves_on_the_map(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copied(demo_library, tmp_path)
    archive = Archive(library)
    shelf, places = archive.shelf(), archive.atlas().places.copy()
    id = int(shelf.ids[5])
    was = shelf.loop(5).role
    role = "voice" if was != "voice" else "fx"
    assert id not in [loop.id for loop in archive.find(role)]
    with Catalogue.open(library) as catalogue:
        correction.correct(catalogue, [shelf.loop(5).path], correction.said(role))
    assert archive.shelf().roles[5].argmax() == ROLES.index(was)
    archive.renew()
    assert archive.shelf().roles[5].argmax() == ROLES.index(role)
    assert id in [loop.id for loop in archive.find(role)]
    found = archive.loop(id)
    assert found is not None
    assert found.role == role
    assert (archive.atlas().places == places).all()
