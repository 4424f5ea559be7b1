"""Swung hip-hop: dusty drums, upright bass, tines, a kalimba."""

from __future__ import annotations

from live.demo import drums, sweeps, synths
from live.demo.parts import Pack, bass, chord, drumming, melody, sweep, voice
from live.demo.scores import Hits, chord_tones, comp, degrees, sung, swept
from live.demo.tape import driven, echo, filtered, room
from live.demo.theory import chords, key
from live.demo.voices import Singer

PACK = Pack(
    "Corner Dust",
    bpm=96,
    key=key("Fm"),
    chords=chords("Fm9 Bbm9 Dbmaj7 C7b9"),
    swing=0.6,
    parts=(
        drumming(
            "drums_pocket",
            Hits(
                drums.DEEP_KICK,
                "9.....7...8..... 9......79.6..... 9.....7...8..... 9......79.6...6.",
            ),
            Hits(drums.DUSTY_SNARE, 3 * "....9..2.2..9..." + "....9..2.5.79.68"),
            Hits(drums.hat, "6.4.6.46.4.6.4..", 0.45, 0.25),
            Hits(drums.OPEN_HAT, 31 * "." + "5", 0.35, 0.25),
            effects=(room(0.08, 0.5),),
        ),
        drumming(
            "drums_lazy",
            Hits(drums.DEEP_KICK, "9..7......9..... 9..7....6.9....5"),
            Hits(drums.rim, 3 * "....8.......8..3" + "....8..5..6.8.68", 0.7, -0.15),
            Hits(drums.hat, "5...5.3.5...5.34", 0.4, 0.3),
            Hits(drums.shaker, "3.5.3.5.3.5.3.5.", 0.5, -0.3),
            effects=(room(0.12, 0.7),),
        ),
        drumming(
            "hats_swung",
            Hits(drums.hat, "7354735473547536", 0.7, 0.2),
            Hits(drums.OPEN_HAT, "......5.......6.", 0.5, 0.2),
            Hits(drums.shaker, "..6...6...6...64", 0.6, -0.35),
            level=-24.0,
        ),
        drumming(
            "percussion_congas",
            Hits(drums.LOW_CONGA, 3 * "8.....5.8...5..." + "8.....5.8.8.5.76", 0.9, -0.3),
            Hits(drums.HIGH_CONGA, 3 * "...6.3.7..3.6.3." + "...6.3.7..3.6.76", 0.8, 0.3),
            Hits(drums.clave, "9.....9.....9...", 0.25, 0.1),
            effects=(room(0.15, 0.8),),
        ),
        bass(
            "bass_upright",
            chord_tones(
                synths.UPRIGHT,
                "1! - - - . . 1, - 3 - . 4 - . 5 - | 1! - - . . 5 - . 4 - 3 - . 2, 1 -",
                lowest=28,
            ),
        ),
        bass(
            "bass_sub",
            chord_tones(synths.SUB, "1! - - - - - . 1 - . 2 - 3 - - .", lowest=28),
            driven(1.5),
        ),
        chord(
            "chords_tines",
            comp(synths.TINES, "8----.5-..7--... 8----.5-..6-.4-."),
            room(0.18, 1.6),
        ),
        chord("chords_warm_pad", comp(synths.PAD, "8---------------"), filtered(high=3500.0)),
        melody(
            "melody_kalimba",
            degrees(
                synths.KALIMBA,
                "5! - . 3 - . 5 - 8! - - . 7 - 5 - | 6! - . 4 - . 6 - 8! - - . 7 - 6 - |"
                "5! - . 3 - . 5 - 6! - - . 5 - 3 - | 5! - - . #7 - 5 - 2 - - - . . . .",
                octave=4,
            ),
            echo(0.75, 0.35),
            room(0.2, 1.4),
        ),
        melody(
            "lead_evening",
            degrees(
                synths.LEAD,
                ". . . . 8! - - 7 - 5 - - - - . . | . . . . 8! - - 7 - 6 - - - - . . |"
                ". . . . 8! - - 7 - 5 - 3 - 5 - . | #7! - - - - - 8 - 9 - - - . . . .",
                octave=4,
            ),
            echo(0.5, 0.3),
            room(0.22, 1.8),
        ),
        sweep("fx_vinyl_crackle", swept(sweeps.crackle), level=-34.0),
        sweep("fx_riser_dust", swept(sweeps.riser), room(0.3, 1.5), level=-26.0, pitched=True),
        voice(
            "vox_choir_ooh",
            comp(Singer("uo", 0.9, singers=3, attack=0.2, release=0.4), "8-------------..", 56, 77),
            room(0.3, 2.0),
        ),
        voice(
            "vocal_chops",
            sung(
                "5ua! - . . 5a, . 3u - . . . . 8oa! - - . |"
                "6ua! - . . 6a, . 4u - . . . . 8oa! - - . |"
                "5ua! - . . 5a, . 3u - . . 6oa - 5a - 3u - |"
                "5ua! - - - . . #7oa - . . 5a - - - . .",
                octave=4,
            ),
            echo(0.75, 0.25),
            room(0.2, 1.2),
        ),
    ),
)
