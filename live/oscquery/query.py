"""What one HTTP request is answered with: an address, or one attribute of it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import unquote

from live.oscquery.tree import READABLE, Node, Values, node

OPTIONAL = ("ACCESS", "VALUE", "RANGE", "DESCRIPTION", "EXTENDED_TYPE", "OVERLOADS")
ATTRIBUTES = ("FULL_PATH", "CONTENTS", "TYPE", *OPTIONAL)

#: Attributes of the proposal that Barwise has nothing to say about.
UNUSED = ("TAGS", "UNIT", "CRITICAL", "CLIPMODE", "HTML")

#: JSON for 200, nothing for 204, else one line that says what is wrong.
Answer = tuple[HTTPStatus, Node | str]


def host_info(name: str, ip: str, osc_port: int, http_port: int) -> Node:
    """How to reach us: OSC over UDP, and the WebSocket at the same port as these answers.

    `ip` is where this client has found us, so that is where it finds the others, too.
    """
    return {
        "NAME": name,
        "EXTENSIONS": dict.fromkeys((*OPTIONAL, "LISTEN"), True),
        "OSC_IP": ip,
        "OSC_PORT": osc_port,
        "OSC_TRANSPORT": "UDP",
        "WS_IP": ip,
        "WS_PORT": http_port,
    }


def answer(target: str, values: Values, info: Node) -> Answer:
    """The answer to a request for `target`, as in `/barwise/energy?VALUE`.

    The proposal wants 204 and, elsewhere, 400 for an attribute that is not supported: an attribute
    it knows is 204 here, one that it does not know 400.
    """
    address, _, query = target.partition("#")[0].partition("?")
    if query == "HOST_INFO":
        return HTTPStatus.OK, info
    path = unquote(address)
    found = node(path.rstrip("/") or "/", values)
    if found is None:
        return HTTPStatus.NOT_FOUND, f"{path[:100]}: no such address; / lists them all"
    return _attribute(found, query) if query else (HTTPStatus.OK, found)


def _attribute(found: Node, name: str) -> Answer:
    if name in UNUSED or (name == "VALUE" and not found["ACCESS"] & READABLE):
        return HTTPStatus.NO_CONTENT, ""
    if name not in ATTRIBUTES:
        known = ", ".join((*ATTRIBUTES, "HOST_INFO"))
        return HTTPStatus.BAD_REQUEST, f"{name[:100]}: no such attribute; choose from {known}"
    return HTTPStatus.OK, {name: found[name]} if name in found else {}
