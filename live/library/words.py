"""Words of names and folders that tell what a file is: its role, and whether it loops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from live.types import ROLES

#: Of an author (`@name`), and genres whose names hold the word for a role.
_MISLEADING = re.compile(
    r"@\S+|drums?\s*(?:and|n|&|'n')\s*bass|future bass|bass house|bass music|uk bass|ghetto ?tech",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[^a-z0-9#♯♭&]+")
_NUMBERED = re.compile(r"([a-z]{2,})\d+")

_ROLE_WORDS: Mapping[str, str] = {
    "percussion": """
        drum drums drm drms drumloop perc percs percussion percussive beat beats break breaks
        breakbeat amen kick kicks kik bd snare snares sn clap claps hat hats hihat hihats hh oh ch
        cymbal cymbals ride crash tom toms conga congas bongo bongos shaker shakers tamb tambourine
        tabla cajon djembe rim rims rimshot top tops toploop kit cowbell woodblock timbale clave
        claves snap snaps fill fills bassdrum backbeat trap dembow moombah timpani""",
    "bass": "bass basses bassline basslines sub subs subbass 808bass reese wobble ragebass bs",
    "chord": """
        chord chords pad pads piano keys key keyboard organ rhodes epiano wurli strum strings
        string stab stabs comp comping accompaniment harmony harmonic polysynth brass strumming
        accordion clav clavinet orchestra ensemble choir""",
    "melody": """
        lead leads melody melodies mel melodic arp arps arpeggio arpeggiated pluck plucks plucky
        riff riffs hook solo flute sax saxophone violin fiddle trumpet bell bells topline
        whistle harp marimba kalimba xylophone vibraphone glockenspiel sitar koto oboe clarinet
        cello descending sequence seq""",
    "fx": """
        fx sfx effect effects riser risers uplifter uplifters uplift downlifter downlifters
        downlift sweep sweeps sweepup impact impacts noise whoosh woosh swoosh foley ambience
        ambient ambi ambiance atmosphere atmo atmos atmospheric drone drones glitch glitches
        transition transitions vinyl scratch texture textures laser rise buildup soundscape
        reverse zap birds rain asmr field recording""",
    "voice": """
        vocal vocals vox voice voices acapella acappella adlib adlibs chant chants singing singer
        rap rapper speech spoken shout shouts breath breaths vocoder choirs talk talking hey""",
}
#: Words that stand for either of two roles.
_DOUBTFUL: Mapping[str, tuple[str, ...]] = {
    "synth": ("chord", "melody"),
    "synths": ("chord", "melody"),
    "guitar": ("chord", "melody"),
    "guitars": ("chord", "melody"),
    "guit": ("chord", "melody"),
    "gtr": ("chord", "melody"),
    "instrument": ("chord", "melody"),
    "choir": ("chord", "voice"),
    "choirs": ("chord", "voice"),
    "vocoder": ("melody", "voice"),
    "drone": ("chord", "fx"),
    "drop": ("bass", "fx"),
}
_COMPOUNDS = re.compile(
    r"\b(bass drum|steel drum|hi hat|sub drop|bass drop|sub bass|808 bass|white noise)\b"
)
_COMPOUND_ROLE = {
    "bass drum": "percussion",
    "steel drum": "melody",
    "hi hat": "percussion",
    "sub drop": "fx",
    "bass drop": "fx",
    "sub bass": "bass",
    "808 bass": "bass",
    "white noise": "fx",
}
_ROLE_OF: Mapping[str, tuple[str, ...]] = {
    **{word: (role,) for role, words in _ROLE_WORDS.items() for word in words.split()},
    **_DOUBTFUL,
}

_ONE_SHOT = re.compile(r"\b(one ?shots?|oneshots?|shots?|hits?|stabs?|multisamples?)\b")
_LOOP = re.compile(r"\b(\w*loops?|grooves?|breaks?|breakbeat|\d+ ?bars?|\d+ ?beats)\b")
_PHRASE = re.compile(
    r"\b(mel|melody|melodies|arps?|arpeggio|basslines?|progressions?|riffs?|toplines?|themes?|"
    r"comping|comp|strumming|drum beat)\b"
)
_ONE_HIT = """
    kick kicks kik bd snare snares sn clap claps hat hats hihat hh crash ride cymbal tom toms rim
    rimshot snap cowbell impact impacts laser zap sub drop"""
_GENERIC = """
    loop loops sample samples sound sounds audio wav wavs aiff flac mp3 ogg full dry wet music other
    others misc various new old the and of tonal melodic one shot shots oneshot oneshots library my
    all media files stems stem bpm"""


def plain(text: str) -> str:
    """`text` as lower-case words with single spaces; camel case and numbering taken apart."""
    spaced = _CAMEL.sub(" ", _MISLEADING.sub(" ", text.replace("_", " ")))
    words = _NO_WORD.sub(" ", spaced.lower())
    return " ".join(_NUMBERED.sub(r"\1", word) for word in words.split())


def roles(text: str) -> dict[str, float]:
    """Roles that the words of plain `text` name -> weight; a word for two roles counts half."""
    found: dict[str, float] = {}
    for compound in _COMPOUNDS.findall(text):
        found[_COMPOUND_ROLE[compound]] = 1.0
    for word in _COMPOUNDS.sub(" ", text).split():
        for role in (named := _ROLE_OF.get(word, ())):
            found[role] = max(found.get(role, 0.0), 1.0 / len(named))
    return found


def is_one_shot(text: str) -> bool:
    return bool(_ONE_SHOT.search(text))


def is_loop(text: str) -> bool:
    return bool(_LOOP.search(text))


def is_phrase(text: str) -> bool:
    """Whether plain `text` names what takes some beats: a riff, a melody."""
    return bool(_PHRASE.search(text))


def is_one_hit(text: str) -> bool:
    """Whether plain `text` names what is mostly struck once: a kick, a crash."""
    return any(word in _ONE_HIT.split() for word in text.split())


def is_generic(words: Iterable[str]) -> bool:
    """Whether these words tell what files are, and not whose: `drums`, `fx loops`."""
    generic = _GENERIC.split()
    return all(word in generic or word in _ROLE_OF or word.isdigit() for word in words)


assert set(_ROLE_WORDS) == set(ROLES)
