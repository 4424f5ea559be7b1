from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.library import names
from live.types import Kind, Origin


def said(name: str, *folders: str) -> dict[str, Any]:
    """Fact -> value; folders nearest first."""
    return {n: fact.value for n, fact in names.read(PurePath(f"{name}.wav"), folders).items()}


@pytest.mark.parametrize(
    ("name", "bpm"),
    [
        ("SM_NP_100_electric_guitar_baby_Dmaj", 100),
        ("looperman-l-1234567-0123456-dark-pad-140-bpm-am", 140),
        ("looperman-l-123-128-dark-pad", None),
        ("Acoustica 95bpm @amplifi.music", 95),
        ("drums BPM 87", 87),
        ("bpm_174_break", 174),
        ("Pad 93.5bpm", 93.5),
        ("Pad 93,5 bpm", 93.5),
        ("shizo - bass ru ra f 150 @TeaBoi", 150),
        ("plucky ragebass - D 174 @unikub", 174),
        ("KSHMR_Full_Drum_Loop_01_128", 128),
        ("120_Dm_GuitarLoop_01_SP", 120),
        ("tr808 kit", None),
        ("808 bass", None),
        ("909", None),
        ("SM_NP_kick_808_01", None),
        ("808 bass 140 Gmin", 140),
        ("asmr transient 10 @TeaBoi", None),
        ("take 12 of 1999", None),
        ("loop 4bars 32beats", None),
        ("how the mighty fall 110bpm @amplifi.music", 110),
        ("9000bpm", None),
        ("nothing", None),
    ],
)
def test_tempo(name: str, bpm: float | None) -> None:
    assert said(name).get("bpm") == bpm


@pytest.mark.parametrize(
    ("name", "key", "mode"),
    [
        ("SM_NP_100_electric_guitar_baby_Dmaj", 2, "major"),
        ("Cymatics - Orbit 140 BPM A# Min", 10, "minor"),
        ("looperman-l-1-2-dark-pad-140-bpm-am", 9, "minor"),
        ("BassLoop_128_F#m", 6, "minor"),
        ("vox (A minor) 100", 9, "minor"),
        ("8A - 124 - deep", 9, "minor"),
        ("deep_1m_122", 9, "minor"),
        ("Pad Bb 93.5bpm 4bars", 10, None),
        ("Lead_C_sharp_minor_90", 1, "minor"),
        ("shizo - bass ru ra f 150 @TeaBoi", 5, None),
        ("plucky ragebass - D 174 @unikub", 2, None),
        ("descending f 100bpm @TeaBoi", 5, None),
        ("metal a 150bpm @teaboi @TeaBoi", 9, None),
        ("tonalimpact - B @unikub", 11, None),
        ("bass_drop_c", 0, None),
        ("guit_em9", 4, "minor"),
        ("A New Day 120", None, None),
        ("A Day In The Life", None, None),
        ("Theme_A1_Melody", None, None),
        ("decapitated 108bpm @amplifi.music", None, None),
    ],
)
def test_key(name: str, key: int | None, mode: str | None) -> None:
    found = said(name)
    assert (found.get("key"), found.get("mode")) == (key, mode)


@pytest.mark.parametrize(
    ("name", "folders", "kind"),
    [
        ("bass 140bpm", (), Kind.LOOP),
        ("drum_loop_01", (), Kind.LOOP),
        ("DrumLoop_01", (), Kind.LOOP),
        ("table hit 140bpm", (), Kind.LOOP),
        ("table hit", (), Kind.ONE_SHOT),
        ("kick 01", ("One-Shots", "Pack"), Kind.ONE_SHOT),
        ("kick 01", ("Drum Loops", "Pack"), Kind.LOOP),
        ("stab", ("loops",), Kind.ONE_SHOT),
        ("kick 01", (), Kind.ONE_SHOT),
        ("kick 120", (), None),
        ("dark melody", (), Kind.LOOP),
        ("something", (), None),
    ],
)
def test_kind(name: str, folders: tuple[str, ...], kind: Kind | None) -> None:
    assert said(name, *folders).get("kind") is kind


def test_length() -> None:
    assert said("pad 4bars")["bars"] == 4
    assert said("pad (8 Bars)")["bars"] == 8
    assert said("pad 16 beats")["beats"] == 16
    assert "bars" not in said("pad 0 bars")


def test_folders_say_what_the_name_does_not() -> None:
    assert said("pad", "140 BPM", "Am")["bpm"] == 140
    assert said("pad", "140 BPM", "Am")["key"] == 9
    assert said("pad 90bpm", "140 BPM")["bpm"] == 90


def test_what_is_spelt_out_is_more_certain_than_a_bare_number() -> None:
    spelt, splice, bare, folder = (
        names.read(PurePath(f"{name}.wav"), folders)["bpm"].confidence
        for name, folders in [
            ("pad 140bpm", ()),
            ("SM_NP_140_pad", ()),
            ("pad 140", ()),
            ("pad", ("140bpm",)),
        ]
    )
    assert spelt > splice > folder > bare


def test_splice_names_its_pack() -> None:
    assert said("SM_NP_100_electric_guitar")["pack"] == "SM_NP"
    assert "pack" not in said("Theme_A1_Melody")


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_any_name_can_be_read(name: str, folders: list[str]) -> None:
    for fact in names.read(PurePath(name or "x"), folders).values():
        assert fact.origin is Origin.NAME
        assert 0 < fact.confidence <= 1
