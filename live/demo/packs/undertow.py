"""Liquid drum and bass: breaks, a reese, wide chords two bars long."""

from __future__ import annotations

from live.demo import drums, sweeps, synths
from live.demo.parts import Pack, bass, chord, drumming, melody, sweep, voice
from live.demo.scores import Hits, chord_tones, comp, degrees, sung, swept
from live.demo.tape import driven, echo, room
from live.demo.theory import chords, key
from live.demo.voices import Singer

PACK = Pack(
    "Undertow",
    bpm=174,
    key=key("Em"),
    chords=chords("Em9 Am7 Cmaj7 B7b9"),
    swing=0.53,
    bars_per_chord=2,
    parts=(
        drumming(
            "drums_two_step",
            Hits(drums.SHORT_KICK, "9.........8.....  9.........8..6.."),
            Hits(drums.TIGHT_SNARE, 3 * "....9.......9..." + "....9..4.3..9.79"),
            Hits(drums.hat, "7.5.7.5.7.5.7.56", 0.45, 0.2),
            Hits(drums.RIDE, "8...6...8...6...", 0.25, -0.2),
            effects=(room(0.08, 0.5),),
        ),
        drumming(
            "drums_break",
            Hits(drums.SHORT_KICK, "9.9.......88.... 9.9.......8....."),
            Hits(
                drums.TIGHT_SNARE,
                "....9..4.4..9..4 ....9..4.4....9. ....9..4.4..9..4 .4..9..4.4.6.989",
            ),
            Hits(drums.RIDE, "7.5.7.5.7.5.7.5.", 0.35, 0.2),
            Hits(drums.hat, ".3...3...3...3.4", 0.5, -0.2),
            effects=(driven(1.8), room(0.12, 0.6)),
        ),
        drumming(
            "tops_rolling",
            Hits(drums.hat, "7353735373537364", 0.6, -0.15),
            Hits(drums.RIDE, "7...7...7...7...", 0.35, 0.3),
            Hits(drums.shaker, "..5...5...5...57", 0.7, 0.1),
            level=-24.0,
        ),
        drumming(
            "percussion_wood",
            Hits(drums.clave, "..7..7....7..5..", 0.5, -0.3),
            Hits(drums.rim, "7.....5..7....3. 7.....5..7..5.75", 0.7, 0.3),
            Hits(drums.HIGH_CONGA, "...5......6...4.", 0.9, 0.1),
            effects=(echo(0.5, 0.2), room(0.2, 0.9)),
        ),
        bass(
            "bass_reese",
            chord_tones(
                synths.REESE,
                "1! - - - - - - - - - - - - - 1, - | 1! - - - - - - . 2 - - - 3 - - -",
                lowest=28,
            ),
            driven(2.0),
            bars=8,
        ),
        bass(
            "bass_liquid",
            chord_tones(
                synths.ROUND,
                "1! - - . . . 1 - . . 5! - . . 3 - | 1! - - . . . 4, - . . 3 - 4 - 5 -",
                28,
            ),
            bars=8,
        ),
        chord(
            "chords_liquid",
            comp(synths.GRAND, "8-----7-----6--- 7-----6-----..5-"),
            room(0.3, 2.0),
            bars=8,
        ),
        chord(
            "chords_tide_pad",
            comp(synths.PAD, "7--------------- ----------------", 55, 76),
            room(0.25, 2.4),
            bars=8,
        ),
        melody(
            "arp_current",
            chord_tones(synths.PLUCK, "1! 3 5 3 6 5 3 5 7! 5 6 5 3 5 2 3", lowest=52, gate=0.7),
            echo(1.5, 0.3),
            room(0.2, 1.4),
            bars=8,
        ),
        melody(
            "lead_undertow",
            degrees(
                synths.LEAD,
                "8! - - - - - 7 - - - - - 5 - - - | 3 - - - - - 5 - - - - - . . . . |"
                "6! - - - - - 8 - - - - - 10 - - - | 8 - - - - - - - 6 - - - . . . . |"
                "8! - - - - - 7 - - - - - 5 - - - | 3 - - - - - 5 - - - - - 8 - - - |"
                "#7! - - - - - 9 - - - - - #7 - - - | 5 - - - - - - - - - - - . . . .",
                octave=4,
            ),
            echo(1.5, 0.3),
            room(0.3, 2.2),
            bars=8,
        ),
        sweep("fx_riser_surge", swept(sweeps.riser), room(0.3, 1.5), level=-26.0, pitched=True),
        sweep("fx_impact_depth", swept(sweeps.impact), room(0.35, 2.5), level=-24.0, pitched=True),
        voice(
            "vocal_soul",
            sung(
                "3ua! - - - - - . . 8oa - - - 7a - - - | 8ea - - - - - - - . . . . . . . . |"
                "6ua! - - - - - . . 8oa - - - 10a - - - | 8ea - - - - - - - . . . . . . . . |"
                "3ua! - - - - - . . 8oa - - - 7a - - - | 8ea - - - 5a - - - . . . . . . . . |"
                "#7ua! - - - - - . . 9oa - - - #7a - - - | 5oe - - - - - - - . . . . . . . .",
                octave=4,
            ),
            echo(1.5, 0.3),
            room(0.3, 2.0),
            bars=8,
        ),
        voice(
            "vox_choir_deep",
            comp(
                Singer("ua", 1.2, singers=3, attack=0.2, release=0.5),
                "8--------------- ----------......",
                52,
                73,
            ),
            room(0.35, 2.6),
            bars=8,
        ),
    ),
)
