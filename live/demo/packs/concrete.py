"""Techno: hard kicks, acid, dub chords, bells, monks."""

from __future__ import annotations

from live.demo import drums, sweeps, synths
from live.demo.parts import Pack, bass, chord, drumming, melody, sweep, voice
from live.demo.scores import Hits, chord_tones, comp, degrees, sung, swept
from live.demo.tape import driven, ducked, echo, room
from live.demo.theory import chords, key
from live.demo.voices import Singer

PACK = Pack(
    "Concrete",
    bpm=128,
    key=key("Dm"),
    chords=chords("Dmadd9 Dmadd9 Gm7 A7"),
    parts=(
        drumming(
            "drums_warehouse",
            Hits(drums.HARD_KICK, "9...9...9...9..."),
            Hits(drums.OPEN_HAT, "..9...9...9...9.", 0.45, 0.1),
            Hits(drums.hat, "4.3.4.3.4.3.4.34", 0.4, -0.25),
            Hits(drums.clap, 3 * "....8.......8..." + "....8.....6.8.78", 0.55),
            effects=(driven(1.6), room(0.1, 0.9)),
        ),
        drumming(
            "drums_broken",
            Hits(drums.HARD_KICK, "9.....8...9..8.. 9.....8..7..8..."),
            Hits(drums.TIGHT_SNARE, 3 * "....8.......8.3." + "....8..5..8.8.78", 0.7),
            Hits(drums.RIDE, "..7...7...7...7.", 0.4, 0.2),
            Hits(drums.hat, "5535553555355535", 0.35, -0.2),
            effects=(room(0.1, 0.7),),
        ),
        drumming(
            "tops_metal",
            Hits(drums.RIDE, "7...6...7...6...", 0.5, 0.2),
            Hits(drums.hat, "3.7.3.7.3.7.3.75", 0.6, -0.1),
            Hits(drums.clave, "...7..7...7..7..", 0.3, 0.45),
            effects=(echo(0.75, 0.25), room(0.12, 0.9)),
            level=-24.0,
        ),
        drumming(
            "percussion_toms",
            Hits(drums.FLOOR_TOM, "..8..6....8..6.. ..8..6....8.68.6", 1.0, -0.15),
            Hits(drums.LOW_CONGA, "......7..5......", 0.7, 0.3),
            Hits(drums.rim, ".5...5..5...5...", 0.5, 0.35),
            effects=(room(0.2, 1.0),),
        ),
        bass(
            "bass_acid",
            chord_tones(synths.ACID, "1! . 1 5 . 1 4! . 1 . 5! 1, . 3 . 4", 31, gate=0.7),
            driven(2.0),
        ),
        bass(
            "bass_rumble",
            chord_tones(synths.RUMBLE, ". 1, 1 1! . 1, 1 1! . 1, 1 1! . 2, 2 1!", 28),
            driven(1.8),
        ),
        chord(
            "chords_dub",
            comp(synths.DUB, "9.....7......... ..8.....7......."),
            echo(0.75, 0.55, 0.6),
            room(0.3, 2.2),
        ),
        chord(
            "chords_cold_pad",
            comp(synths.PAD, "7---------------", 57, 78),
            ducked(0.6),
            room(0.25, 2.2),
        ),
        melody(
            "melody_sequence",
            degrees(synths.PLUCK, "1! . 3 1 . 5! . 1 4 . 3 . 1! . 2 .", octave=4, gate=0.6),
            echo(0.75, 0.35),
            room(0.12, 1.0),
        ),
        melody(
            "bells_alarm",
            degrees(
                synths.BELL,
                "8! - - - - - 5 - - - - - 6 - 5 - | 8! - - - - - 10 - - - - - 9 - 8 - |"
                "8! - - - - - 6 - - - - - 5 - 3 - | #7! - - - - - 5 - - - - - . . . .",
                octave=4,
            ),
            echo(0.75, 0.35),
            room(0.3, 2.4),
        ),
        sweep("fx_riser_siren", swept(sweeps.riser), room(0.35, 1.8), level=-26.0, pitched=True),
        sweep("fx_drone_pipes", swept(sweeps.drone), room(0.3, 2.5), level=-24.0, pitched=True),
        voice(
            "vocal_call",
            sung(
                "1ua! - . . . . 1a, . . 3oa - . . . . . | . . . . 1ua! - . . . . . . 5oe - 3e - |"
                "1ua! - . . . . 1a, . . 3oa - . . . . . | . . . . 2ue! - - - . 2a - - . . . .",
                octave=4,
            ),
            echo(0.75, 0.45, 0.6),
            room(0.3, 2.0),
        ),
        voice(
            "vox_choir_monks",
            comp(
                Singer("ou", 0.6, singers=4, attack=0.15, release=0.4), "8-----------....", 48, 69
            ),
            room(0.35, 2.6),
        ),
    ),
)
