"""`barwise player`: the audio engine as a process of its own, driven over OSC."""

from __future__ import annotations

import click

from live.config import PlayerConfig
from live.manual import ending

DEFAULT = PlayerConfig()


@click.command(
    epilog=ending(
        "barwise player",
        "barwise player --backend jack --device system --record set.wav",
    )
)
@click.option("--port", default=DEFAULT.port, show_default=True, help="UDP port on 127.0.0.1.")
@click.option("--backend", default="", help="jack, portaudio or coreaudio; else what answers.")
@click.option("--device", default="", help="Part of the output's name; a client with JACK.")
@click.option("--rate", default=DEFAULT.rate, show_default=True, help="Hz; JACK has its own.")
@click.option("--block", default=DEFAULT.block, show_default=True, help="Frames; JACK has its own.")
@click.option("--cue/--no-cue", default=DEFAULT.cue, help="A cue bus on channels 3 and 4.")
@click.option("--latency-ms", default=DEFAULT.latency_ms, help="Play this much earlier.")
@click.option(
    "--record",
    default="",
    metavar="FILE",
    type=click.Path(),
    help="Write the main bus to a WAV file.",
)
@click.option(
    "--orphan",
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="Play on for so long when the engine falls silent; 0 means for ever.",
)
def command(
    port: int,
    backend: str,
    device: str,
    rate: int,
    block: int,
    cue: bool,
    latency_ms: float,
    record: str,
    orphan: float,
) -> None:
    """Play loops on the bar, as told by OSC on the loopback port.

    `barwise run --player` starts one by itself: this is for a player that shall outlive it. Needs
    JACK or a sound card. Writes nothing but the WAV file that --record names.
    """
    from live.player.process import Options, serve

    serve(Options(port, backend, device, rate, block, cue, latency_ms, record, orphan))
