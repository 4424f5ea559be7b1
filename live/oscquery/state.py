"""What was said last about everything that has a state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from live import actions, protocol
from live.oscquery.tree import Values

#: The messages of one action: their arguments, by address.
Said = Mapping[str, Sequence[tuple[protocol.Value, ...]]]


class State:
    """The latest action about each subject, as messages. A list of suggestions is one subject."""

    def __init__(self) -> None:
        self._said: dict[object, Said] = {}

    def take(self, action: actions.Action, now: float) -> tuple[object, Said]:
        """Remember what `action` says at monotonic `now`: its subject and its messages, if any."""
        about = actions.subject(action)
        said: dict[str, list[tuple[protocol.Value, ...]]] = {}
        for path, values in protocol.messages(action, now):
            said.setdefault(path, []).append(values)
        if said:
            self._said.pop(about, None)  # what is said last stands last
            self._said[about] = said
        return about, said

    def at(self, path: str) -> Iterator[tuple[object, Said]]:
        """All that holds at `path` now."""
        for about, said in self._said.items():
            if path in said:
                yield about, {path: said[path]}

    def values(self) -> Values:
        """The last message of each address."""
        return {path: rows[-1] for said in self._said.values() for path, rows in said.items()}
