"""The study over HTTP: a page, its clips by id, and what a rater says.

A rater is a random id that the page keeps and sends as a bearer token: there are no cookies, and
nothing of who asks is logged or kept. Nothing that is sent names a method, a song or a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from live.errors import ConfigError
from models.study.database import Database
from models.study.guard import Guard
from models.study.key import Key, clip_file
from models.study.raters import Raters
from models.study.scales import AGES, SCALES, TRAINING

STATIC = Path(__file__).with_name("static")

_LARGEST_BODY = 1024
_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}


def application(folder: Path, contact: str = "", names: Iterable[str] = ()) -> Starlette:
    """The study in `folder`; raters may turn to `contact`. Raises `FileError`."""
    study = _Study(folder, contact)
    routes = [
        Route("/", lambda request: FileResponse(STATIC / "index.html")),
        Route("/study", study.about),
        Route("/raters", study.begin, methods=["POST"]),
        Route("/rater", study.sheets, methods=["GET"]),
        Route("/rater", study.withdraw, methods=["DELETE"]),
        Route("/heard/{clip}", study.hear, methods=["PUT"]),
        Route("/answers/{clip}/{scale}", study.answer, methods=["PUT"]),
        Route("/clips/{clip}", study.clip),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, names=tuple(names))])


def silent(app: Starlette) -> uvicorn.Server:
    """What serves `app`, and neither logs who asks nor says what it is."""
    return uvicorn.Server(
        uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    )


class _Study:
    def __init__(self, folder: Path, contact: str) -> None:
        database = Database.open(folder)
        self._key = Key.read(database)
        self._files = {clip.id: clip_file(folder, clip.id) for clip in self._key.clips}
        self._raters = Raters(database)
        self._contact = contact

    def about(self, request: Request) -> Response:
        return JSONResponse(
            {
                "groups": len(self._key.groups),
                "clips": len(self._key.methods),
                "seconds": self._key.facts["seconds"],
                "scales": [{"name": name, **asdict(scale)} for name, scale in SCALES.items()],
                "ages": AGES,
                "training": TRAINING,
                "contact": self._contact,
            }
        )

    async def begin(self, request: Request) -> Response:
        said = await _body(request)
        try:
            rater = self._raters.begin(said.get("age", ""), said.get("training", ""))
        except ConfigError as error:
            raise HTTPException(400, str(error)) from None
        return JSONResponse({"rater": rater}, 201)

    def sheets(self, request: Request) -> Response:
        sheets = self._raters.sheets(_rater(request))
        if sheets is None:
            raise HTTPException(404, "no such rater")
        return JSONResponse({"groups": [asdict(sheet) for sheet in sheets]})

    def withdraw(self, request: Request) -> Response:
        self._raters.withdraw(_rater(request))
        return Response(status_code=204)

    def hear(self, request: Request) -> Response:
        return _done(self._raters.hear(_rater(request), request.path_params["clip"]))

    async def answer(self, request: Request) -> Response:
        clip, scale = (request.path_params[name] for name in ("clip", "scale"))
        value = (await _body(request)).get("value")
        return _done(self._raters.answer(_rater(request), clip, scale, value))

    def clip(self, request: Request) -> Response:
        file = self._files.get(request.path_params["clip"])
        if file is None:
            raise HTTPException(404, "no such clip")
        return FileResponse(file, media_type="audio/flac", headers=_FOR_EVER)


def _rater(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises `HTTPException`."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > _LARGEST_BODY:
            raise HTTPException(413, "too much at once")
    try:
        said = json.loads(sent)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise HTTPException(400, "no JSON object")
    return said


def _done(kept: bool) -> Response:
    if not kept:
        raise HTTPException(409, "not heard yet, or no such clip, question or answer")
    return Response(status_code=204)
