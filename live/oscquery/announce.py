"""Zeroconf: hosts show Barwise in their list of OSC devices, with nothing to type.

It is announced where it can be reached and nowhere else: one that listens on loopback is found on
this machine only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from live.controls import Post
from live.events import News, Trouble

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"

#: A network may come or go during the set: looked for this often, in seconds.
LOOK_SECONDS = 10.0


def reachable(host: str) -> list[str]:
    """The addresses of this machine, now, at which a server that listens on `host` is reached."""
    import ifaddr

    ours = {str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    if host != EVERYWHERE:
        return [ip for ip in ours if ip == host]
    return sorted(ip for ip in ours if not ip.startswith("127.")) or [LOOPBACK]


async def announce(host: str, name: str, services: Mapping[str, int], post: Post) -> None:
    """Tell the network of `services`, type to port, until cancelled; then say goodbye.

    Where that fails, the performer is told once and it is tried again.
    """
    import zeroconf

    failed = ""
    while True:
        try:
            addresses = reachable(host)
            await _hold(host, addresses, name, services, post)
            failed = ""
        except (OSError, zeroconf.Error) as error:
            if str(error) != failed:
                failed = str(error)
                post(Trouble("oscquery", f"not announced: {error}; type the address in by hand"))
            await asyncio.sleep(LOOK_SECONDS)


async def _hold(
    host: str, addresses: Sequence[str], name: str, services: Mapping[str, int], post: Post
) -> None:
    """Announce at `addresses` as long as those are ours."""
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    if not addresses:
        raise OSError(f"{host} is no address of this machine now")
    async with AsyncZeroconf(interfaces=list(addresses)) as network:
        for kind, port in services.items():
            info = AsyncServiceInfo(
                f"{kind}.local.",
                f"{name}.{kind}.local.",
                port=port,
                parsed_addresses=list(addresses),
            )
            # Who has the name already keeps it: a second Barwise gets a number.
            await (await network.async_register_service(info, allow_name_change=True))
        where = ", ".join(addresses)
        only = " (this machine only: see [osc] host)" if where == LOOPBACK else ""
        post(News("oscquery", f"announced at {where}{only}"))
        while reachable(host) == addresses:
            await asyncio.sleep(LOOK_SECONDS)
