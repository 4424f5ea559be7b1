"""Who took part: the loops of a log, told by the library as far as it still knows them."""

from __future__ import annotations

from pathlib import Path

from live import events, setlog
from live.errors import FileError
from live.library.catalogue import Catalogue
from live.setlog import Record
from live.types import Kind, Loop, Suggestion


class Cast:
    """Loops by content. What no library knows has its name from its path, and no key or role."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._why = ""
        self._catalogue = self._opened()
        self._loops: dict[tuple[int, str], Loop] = {}
        self._hosted: dict[str, Loop] = {}
        self._unknown: set[str] = set()

    def close(self) -> None:
        if self._catalogue is not None:
            self._catalogue.close()

    def notes(self) -> tuple[str, ...]:
        """What the reader should know of what is missing."""
        if self._why:
            return (f"{self._why}: names are those of the files, keys and roles are not known",)
        if self._unknown:
            few = ", ".join(sorted(self._unknown)[:3])
            return (f"{len(self._unknown)} loops have left the library ({few})",)
        return ()

    def meet(self, stranger: events.Imagined | events.Guest) -> None:
        """A loop of which all is in the log."""
        loop = stranger.loop if isinstance(stranger, events.Guest) else stranger.suggestion.loop
        self._loops[loop.id, loop.digest] = loop
        self._hosted[loop.path] = loop

    def suggestion(self, record: Record) -> Suggestion:
        """The suggestion that `setlog.plain` wrote."""
        rest = {key: value for key, value in record.items() if key not in ("loop", "path")}
        reasons = tuple((term, value) for term, value in rest.pop("reasons"))
        loop = self._loop(record["loop"]["id"], record["loop"]["digest"], record["path"])
        return Suggestion(loop, reasons=reasons, **rest)

    def event(self, written: Record) -> events.Event:
        """The event that `setlog.named` wrote, with its loops."""
        if written["kind"] != "Offer":
            return setlog.event(written)
        listed = tuple(map(self.suggestion, written["suggestions"]))
        return events.Offer(written["bar"], listed, written["deadline_met"])

    def at(self, path: str) -> Loop:
        """What the host plays from `path`."""
        if path not in self._hosted:
            found = self._catalogue.loop_at(path) if self._catalogue else None
            self._hosted[path] = found or _unknown(0, "", path)
        return self._hosted[path]

    def _loop(self, id: int, digest: str, path: str) -> Loop:
        if (id, digest) not in self._loops:
            found = self._found(id, digest)
            if found is None:
                self._unknown.add(Path(path).stem)
            self._loops[id, digest] = found or _unknown(id, digest, path)
        return self._loops[id, digest]

    def _found(self, id: int, digest: str) -> Loop | None:
        """By its content: a library that was made anew has given other ids."""
        if self._catalogue is None:
            return None
        loop = self._catalogue.loop(id)
        if loop is not None and loop.digest == digest:
            return loop
        return self._catalogue.loop_of(digest)

    def _opened(self) -> Catalogue | None:
        if not self._library.exists():
            self._why = f"{self._library} is not here"
            return None
        try:
            return Catalogue.open(self._library)
        except FileError as error:
            self._why = str(error)
            return None


def _unknown(id: int, digest: str, path: str) -> Loop:
    return Loop(id, path, digest, Kind.LOOP, seconds=0.0, bpm=120.0, beats=0.0)
