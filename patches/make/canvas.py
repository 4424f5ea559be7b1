"""A Max patch as one writes it down: what is typed into each box, where it is, what is wired.

py2max knows how many inlets and outlets the objects of Max have, and how a patch is stored.
"""

from __future__ import annotations

import json
from typing import Any

from py2max import Patcher
from py2max.core import Box
from py2max.core.common import Rect

#: Max's own sizes at its default font.
_ROW, _LETTER, _MARGIN = 22.0, 7.0, 16.0

#: How far the boxes of a chain are apart.
_STEP = 30.0

#: Objects that are drawn, not typed: their size cannot follow from a text.
_DRAWN = {
    "button": (22.0, 22.0),
    "slider": (130.0, 20.0),
    "toggle": (22.0, 22.0),
    "umenu": (100.0, 22.0),
}

#: What something of ours has, which no reference of Max can know: inlets and outlets.
Ports = tuple[int, int]

#: left, top, width, height on the face of a patch.
Face = tuple[float, float, float, float]

Link = str | Box | tuple[int, str | Box]


class Canvas:
    """A patch that is being written. One with a `face` shows only what has its place there."""

    def __init__(
        self, width: float, height: float, *, face: bool = False, parent: Canvas | None = None
    ) -> None:
        within = None if parent is None else parent.patcher
        self.patcher: Patcher = Patcher(parent=within, openinpresentation=int(face))
        self.patcher.rect = Rect(80.0, 80.0, width, height)

    def box(
        self, text: str, x: float, y: float, *, face: Face | None = None, **attributes: Any
    ) -> Box:
        """What `text` makes when it is typed into a new box of Max; `message ...`, too."""
        if face is not None:
            attributes |= {"presentation": 1, "presentation_rect": list(face)}
        word, _, rest = text.partition(" ")
        if word == "message":
            at = Rect(x, y, _width(rest), _ROW)
            return self.patcher.add_message(rest, patching_rect=at, **attributes)
        if word == "comment":
            size = face[2:] if face is not None else (_width(rest), _ROW)
            return self.patcher.add_comment(rest, Rect(x, y, *size), **attributes)
        size = _DRAWN.get(word, (_width(text), _ROW))
        return self.patcher.add_textbox(text, patching_rect=Rect(x, y, *size), **attributes)

    def ours(self, text: str, x: float, y: float, ports: Ports) -> Box:
        """An abstraction or a script of ours."""
        size = _width(text), _ROW
        outlets: dict[str, Any] = {"numoutlets": ports[1], "outlettype": [""] * ports[1]}
        at = Rect(x, y, *size)
        return self.patcher.add_textbox(text, patching_rect=at, numinlets=ports[0], **outlets)

    def inset(self, name: str, argument: int, face: Face) -> None:
        """Another patch of ours, seen through a window."""
        self.patcher.add_bpatcher(
            name,
            numinlets=0,
            numoutlets=0,
            outlettype=[],
            patching_rect=Rect(*face),
            args=[argument],
            presentation=1,
            presentation_rect=list(face),
        )

    def chain(self, x: float, y: float, *links: Link) -> list[Box]:
        """Boxes below each other, each wired to the next.

        A text makes a box; a box stays where it is. A number before either is the outlet of the
        one above from which it is wired.
        """
        boxes: list[Box] = []
        for place, link in enumerate(links):
            outlet, part = link if isinstance(link, tuple) else (0, link)
            box = self.box(part, x, y + _STEP * place) if isinstance(part, str) else part
            if boxes:
                self.wire(boxes[-1], box, outlet=outlet)
            boxes.append(box)
        return boxes

    def wire(self, source: Box, target: Box, *, outlet: int = 0, inlet: int = 0) -> None:
        self.patcher.add_line(source, target, outlet=outlet, inlet=inlet)

    def within(self, name: str, x: float, y: float, width: float, height: float) -> Canvas:
        """A patch in a box of this one, out of the performer's sight."""
        inner = Canvas(width, height, parent=self)
        self.patcher.add_subpatcher(
            f"p {name}", patching_rect=Rect(x, y, _width(f"p {name}"), _ROW), patcher=inner.patcher
        )
        return inner

    def table(self) -> dict[str, Any]:
        """The patch as Max stores it."""
        stored: dict[str, Any] = json.loads(self.patcher.to_json())
        return stored

    def written(self) -> bytes:
        return (json.dumps(self.table(), indent=1, ensure_ascii=False) + "\n").encode()


def _width(text: str) -> float:
    return _LETTER * max(len(text), 2) + _MARGIN
