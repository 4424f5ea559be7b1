"""What is answered over HTTP about the library. Functions run in threads, so they may take time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from live.dashboard.archive import Archive
from live.dashboard.view import name
from live.filetypes import is_audio
from live.library import describe
from live.types import ROLES, Floats, Loop, Origin

_LONGEST_QUERY = 200
_FIRST_NO_ID = 2**63


class Pages:
    """The answers, from one `Archive`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def routes(self) -> list[Route]:
        return [
            Route("/loop/{id:int}", self.loop),
            Route("/loop/{id:int}/wave", self.wave),
            Route("/loop/{id:int}/audio", self.audio),
            Route("/map", self.map),
            Route("/map/{id:int}", self.place),
            Route("/search", self.search),
        ]

    def loop(self, request: Request) -> Response:
        loop = self._asked(request)
        return JSONResponse(
            {
                **_short(loop),
                "path": loop.path,
                "roles": dict(zip(ROLES, loop.roles, strict=True)),
                "said": describe.role_from(loop) == Origin.USER,
                "beats": loop.beats,
                "beats_per_bar": loop.beats_per_bar,
                "lufs": loop.lufs,
                "licence": loop.licence,
            }
        )

    def wave(self, request: Request) -> Response:
        loop = self._asked(request)
        about = {"beats": loop.beats, "beats_per_bar": loop.beats_per_bar}
        return JSONResponse({"peaks": self._archive.peaks(loop.id), **about})

    def audio(self, request: Request) -> Response:
        path = Path(self._asked(request).path)
        if not (path.is_file() and is_audio(path.resolve())):
            raise HTTPException(404, f"{path.name} is not where it was; scan its folder again")
        return FileResponse(path)

    def map(self, request: Request) -> Response:
        shelf, atlas = self._archive.shelf(), self._archive.atlas()
        x, y = _rounded(atlas.places.T)
        return JSONResponse(
            {
                "ids": shelf.ids[atlas.rows].tolist(),
                "x": x,
                "y": y,
                "role": shelf.roles[atlas.rows].argmax(axis=1).tolist(),
                "roles": ROLES,
            }
        )

    def place(self, request: Request) -> Response:
        shelf, atlas = self._archive.shelf(), self._archive.atlas()
        id = request.path_params["id"]
        row = shelf.row_of(id)
        if row is None:
            raise HTTPException(404, f"loop {id} is not on the map")
        x, y = _rounded(atlas.place(row))
        return JSONResponse({"id": id, "x": x, "y": y, "role": int(shelf.roles[row].argmax())})

    def search(self, request: Request) -> Response:
        found = self._archive.find(request.query_params.get("q", "")[:_LONGEST_QUERY])
        return JSONResponse([_short(loop) for loop in found])

    def _asked(self, request: Request) -> Loop:
        """The loop of the address; the library alone says where its file lies."""
        id = request.path_params["id"]
        loop = self._archive.loop(id) if id < _FIRST_NO_ID else None
        if loop is None:
            raise HTTPException(404, f"loop {id} is not in the library")
        return loop


def unreadable(request: Request, error: Exception) -> Response:
    """A file that has gone, or a library that is being written."""
    return PlainTextResponse(str(error), 404)


def _short(loop: Loop) -> dict[str, Any]:
    return {
        "id": loop.id,
        "name": name(loop.path),
        "pack": loop.pack,
        "role": loop.role,
        "key": loop.key_name,
        "bpm": loop.bpm,
    }


def _rounded(places: Floats) -> Any:
    """As fine as a large screen shows it."""
    return places.astype(float).round(4).tolist()
