"""House: four on the floor, stabs that make way for the kick, an arpeggio."""

from __future__ import annotations

from live.demo import drums, sweeps, synths
from live.demo.parts import Pack, bass, chord, drumming, melody, sweep, voice
from live.demo.scores import Hits, chord_tones, comp, degrees, sung, swept
from live.demo.tape import driven, ducked, echo, room
from live.demo.theory import chords, key
from live.demo.voices import Singer

PACK = Pack(
    "Night Tram",
    bpm=120,
    key=key("Am"),
    chords=chords("Am9 Fmaj7 Dm7 E7"),
    swing=0.55,
    parts=(
        drumming(
            "drums_four_on_the_floor",
            Hits(drums.HOUSE_KICK, 3 * "9...9...9...9..." + "9...9...9...9.6."),
            Hits(drums.clap, 3 * "....9.......9..." + "....9.......9.57", 0.7),
            Hits(drums.OPEN_HAT, "..8...8...8...8.", 0.4, 0.1),
            Hits(drums.hat, "53.353.353.353.4", 0.4, 0.25),
            effects=(room(0.06, 0.5),),
        ),
        drumming(
            "drums_shuffle",
            Hits(drums.HOUSE_KICK, "9...9...9...9..7 9...9...9..69..."),
            Hits(drums.rim, 3 * "...7..5....7..5." + "...7..5.7..7.757", 0.7, -0.2),
            Hits(drums.clap, "....8.......8...", 0.6),
            Hits(drums.hat, "4374437443744374", 0.4, 0.2),
            effects=(room(0.08, 0.6),),
        ),
        drumming(
            "tops_shaker",
            Hits(drums.shaker, "7465746574657466", 0.9, -0.2),
            Hits(drums.OPEN_HAT, "..7...7...7...7.", 0.45, 0.2),
            Hits(drums.clave, "........7.....5.", 0.25, 0.4),
            level=-24.0,
        ),
        drumming(
            "percussion_cowbell",
            Hits(drums.cowbell, 3 * "7..5..7...5.7..." + "7..5..7...5.7.57", 0.6, 0.15),
            Hits(drums.LOW_CONGA, "..6...3...6..3..", 0.9, -0.35),
            Hits(drums.HIGH_CONGA, ".....7..7....7.6", 0.8, 0.35),
            effects=(room(0.14, 0.7),),
        ),
        bass(
            "bass_bounce",
            chord_tones(
                synths.ROUND,
                ". . 1! - . . 1 . 5! . . 1 . 4 - . | . . 1! - . . 1 . 5! . 3 . 1 . 4, 5",
                28,
            ),
        ),
        bass(
            "bass_deep",
            chord_tones(synths.SUB, "1! - - . . . 1 - . . 1! - . . 3 -", lowest=28),
            driven(1.5),
        ),
        chord(
            "chords_house",
            comp(synths.STAB, "9..8..7...9..7.. 9..8..7...9..7-.", 57, 78),
            ducked(0.4),
            echo(0.75, 0.2),
            room(0.2, 1.2),
        ),
        chord(
            "chords_organ",
            comp(synths.ORGAN, "..8-..7-..8-..76", 53, 72),
            ducked(0.3),
            room(0.1, 0.8),
        ),
        melody(
            "arp_tram_lines",
            chord_tones(synths.PLUCK, "1! . 3 5 . 4 . 7! . 5 3 . 6! . 5 .", lowest=57, gate=0.6),
            echo(0.75, 0.4),
            room(0.15, 1.2),
        ),
        melody(
            "lead_glass",
            degrees(
                synths.GLASS,
                "8! - - 7 - - 5 - - - - - 3 - 5 - | 6! - - 5 - - 3 - - - - - 1 - 3 - |"
                "4! - - 6 - - 8 - - - - 9 - 8 - 6 | #7! - - 5 - - 2 - - - - - . . . .",
                octave=4,
            ),
            echo(0.75, 0.3),
            room(0.25, 1.8),
        ),
        sweep("fx_riser_tram", swept(sweeps.riser), room(0.3, 1.5), level=-26.0, pitched=True),
        sweep("fx_sweep_tunnel", swept(sweeps.wash), ducked(0.5), level=-28.0),
        voice(
            "vocal_diva",
            sung(
                ". . . . 5ea! - . 5a, . . 7oa - 8a! - - - |"
                ". . . . 5ea! - . 5a, . . 6oa - 5a - 3u - |"
                ". . . . 4ea! - . 4a, . . 6oa - 8a! - - - |"
                "#7ea! - - 5a - - 5oa, - . . . . #7ie - - .",
                octave=4,
            ),
            echo(0.75, 0.3),
            room(0.25, 1.6),
        ),
        voice(
            "vox_choir_aah",
            comp(
                Singer("oa", 0.5, singers=3, attack=0.12, release=0.35), "8-------7----...", 57, 76
            ),
            ducked(0.35),
            room(0.3, 1.8),
        ),
    ),
)
