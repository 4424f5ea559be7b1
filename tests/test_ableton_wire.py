"""The wire to AbletonOSC: who is listened to there."""

from __future__ import annotations

import queue
import socket
from contextlib import closing

from live.ableton.wire import Reply, Wire, packet
from live.config import AbletonConfig
from tests.pure_data import free_port


def test_only_the_machine_with_live_is_listened_to() -> None:
    heard: queue.SimpleQueue[Reply] = queue.SimpleQueue()
    config = AbletonConfig(on=True, port=free_port(), listen_port=free_port())
    with (
        closing(Wire(config, heard.put)),
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as live,
    ):
        stranger.bind(("127.0.0.2", 0))
        stranger.sendto(packet("/live/test", "stranger"), ("127.0.0.1", config.listen_port))
        live.sendto(packet("/live/test", "ok"), ("127.0.0.1", config.listen_port))
        assert heard.get(timeout=5).args == ("ok",)
        assert heard.empty()
