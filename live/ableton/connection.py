"""Finds AbletonOSC, notices when it goes, and finds it again: Live may come and go as it likes."""

from __future__ import annotations

from collections.abc import Callable

from live.ableton.outbox import Outbox
from live.ableton.wire import Arg, Reply, Wire
from live.config import AbletonConfig
from live.controls import Post
from live.errors import DeviceError
from live.events import Trouble

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0

#: Seconds of silence after which Live is taken to be gone. A set being opened holds it up a while.
PATIENCE = 10.0

#: What AbletonOSC says unasked when it begins: also after Live has opened another set.
STARTUP = "/live/startup"
TEST = "/live/test"


class Connection:
    """Asks through an outbox as long as Live is `here`. For one thread; `heard` is for the wire's.

    `came` is called when Live answers first, and again when it has started anew; `gone` when it
    does not answer any more.
    """

    def __init__(
        self,
        config: AbletonConfig,
        heard: Callable[[Reply], None],
        post: Post,
        came: Callable[[], None],
        gone: Callable[[], None],
    ) -> None:
        self.here = False
        self._config = config
        self._heard = heard
        self._post = post
        self._came = came
        self._gone = gone
        self._wire: Wire | None = None
        self._outbox = Outbox()
        self._told: set[str] = set()
        self._heard_at = 0.0
        self._pause = FIRST_PAUSE
        self._try_at = float("-inf")

    def ask(self, path: str, *args: Arg) -> None:
        """With the next tick that has room; said to nobody if Live is not here."""
        if self.here:
            self._outbox.put(path, *args)

    def due(self) -> float:
        """When `tick` has to be called again."""
        return self._outbox.due() if self.here else self._try_at

    def tick(self, now: float) -> None:
        """Look for Live, or say what is waiting."""
        if self.here:
            if now > self._heard_at + PATIENCE:
                self._lose("does not answer any more")
            else:
                self._flush(now)
        elif now >= self._try_at:
            self._try_at, self._pause = now + self._pause, min(2 * self._pause, LONGEST_PAUSE)
            self._look()

    def hear(self, reply: Reply) -> None:
        """Something came: that alone is news, whatever it says."""
        self._heard_at = reply.at
        if reply.path == STARTUP or (reply.path == TEST and not self.here):
            self._outbox.clear()
            self.here = True
            self._told.clear()
            self._came()

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()

    def _flush(self, now: float) -> None:
        assert self._wire is not None
        try:
            self._outbox.flush(now, self._wire.say)
        except ConnectionRefusedError:
            self._lose("is gone")

    def _look(self) -> None:
        try:
            self._wire = self._wire or Wire(self._config, self._heard)
            self._wire.say(TEST)
        except DeviceError as error:
            self._tell("port", str(error))
        except ConnectionRefusedError:
            self._tell("live", "Live is not there: start it with AbletonOSC as a control surface")
        else:
            self._tell_if_silent()

    def _tell_if_silent(self) -> None:
        """A refusal comes after the first question at the earliest; so does an answer."""
        if self._pause > 2 * FIRST_PAUSE:
            self._tell("live", "Live does not answer: choose AbletonOSC as a control surface in it")

    def _lose(self, how: str) -> None:
        self.here = False
        self._outbox.clear()
        self._pause, self._try_at = FIRST_PAUSE, float("-inf")
        self._tell("live", f"Live {how}: it is looked for until it is there again")
        self._gone()

    def _tell(self, about: str, text: str) -> None:
        """Once, not with every try."""
        if about not in self._told:
            self._told.add(about)
            self._post(Trouble("ableton", text))
