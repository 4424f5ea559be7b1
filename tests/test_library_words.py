from __future__ import annotations

import pytest

from live.library import words


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("KSHMR_Full_Drum_Loop_01", {"percussion": 1}),
        ("TopLoop_03", {"percussion": 1}),
        ("HiHats2", {"percussion": 1}),
        ("SubBass_01", {"bass": 1}),
        ("Bass Drum 3", {"percussion": 1}),
        ("warm pads", {"chord": 1}),
        ("dark_arp", {"melody": 1}),
        ("white noise 1 @TeaBoi", {"fx": 1}),
        ("sub drop c", {"fx": 1}),
        ("Vox chops", {"voice": 1}),
        ("electric guitar", {"chord": 0.5, "melody": 0.5}),
        ("bass and lead", {"bass": 1, "melody": 1}),
        ("drum & bass tools", {}),
        ("Future Bass Essentials", {}),
        ("nice one @bassman", {}),
        ("embassy", {}),
    ],
)
def test_words_name_roles(name: str, roles: dict[str, float]) -> None:
    assert words.roles(words.plain(name)) == roles


def test_a_folder_that_only_sorts_says_nothing_about_whose_it_is() -> None:
    assert words.is_generic(words.plain("Drum Loops").split())
    assert words.is_generic(words.plain("fx").split())
    assert not words.is_generic(words.plain("Night Tram").split())
