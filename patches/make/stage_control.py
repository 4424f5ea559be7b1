"""A layout for Open Stage Control: the list, the slots and every control, for a tablet."""

from __future__ import annotations

import json
from typing import Any

from live import protocol
from patches.make.addresses import (
    AMOUNTS,
    BARWISE,
    HOST,
    LINES,
    PREFIX,
    PRESSES,
    SLOTS,
    path,
    roles,
    words,
)

FOLDER = "open-stage-control"

Widget = dict[str, Any]

#: A row of the screen in pixels.
_ROW = 52

#: What a script does with a message. Setting a widget here says nothing to Barwise.
_SCRIPTS = {
    "suggestions": (
        f"for (var i = value[2]; i < {LINES}; i++) set('name_' + i, '', {{send: false}})"
    ),
    "suggestion": (
        "var name = value[3].split(/[\\\\/]/).pop(), fix = value[7];\n"
        "var text = name + '  ' + value[4] + ' ' + value[6] + (fix ? ' ' + fix : '');\n"
        "set('name_' + value[1], text, {send: false})"
    ),
    "cursor": (
        f"for (var i = 0; i < {LINES}; i++) set('at_' + i, i == value ? '>' : '', {{send: false}})"
    ),
    "reason": (
        "var line = value[2] + ' ' + value[3].toFixed(2), list = value[0] + '/' + value[1];\n"
        "var known = getVar('this', 'list') == list ? get('why') + ', ' : '';\n"
        "setVar('this', 'list', list);\n"
        "set('why', known + line, {send: false})"
    ),
    "slot": (
        "var name = value[3].split(/[\\\\/]/).pop();\n"
        "set('slot_' + value[0], value[1] + '  ' + name, {send: false})"
    ),
    "status": "set('told', value[0] + ': ' + value[1], {send: false})",
    "error": "set('told', value, {send: false})",
    "bar": "set('now', value[0] + '  ' + value[1].toFixed(1) + ' bpm', {send: false})",
}


def files() -> dict[str, bytes]:
    session = {
        "createdWith": "Open Stage Control",
        "version": "1.25.0",
        "type": "session",
        "content": {"type": "root", "id": "root", "widgets": _widgets(), "tabs": []},
    }
    return {f"{FOLDER}/barwise.json": (json.dumps(session, indent=1) + "\n").encode()}


def _widgets() -> list[Widget]:
    return [*_list(), *_slots(), *_presses(), *_settings(), *_texts(), *_scripts()]


def _widget(kind: str, name: str, place: tuple[int, int, int], **more: Any) -> Widget:
    """`place`: left, top, width."""
    left, top, width = place
    where = {"left": left, "top": top, "width": width, "height": _ROW - 6}
    return {"type": kind, "id": name, **where, **more}


def _text(name: str, place: tuple[int, int, int], **more: Any) -> Widget:
    return _widget("text", name, place, bypass=True, align="left", **more)


def _button(name: str, word: str, place: tuple[int, int, int], args: list[Any]) -> Widget:
    """Says the word once, with `args` and nothing more."""
    says = {"address": path(word), "preArgs": args, "on": None, "off": None, "mode": "tap"}
    target = [f"{HOST}:{BARWISE}"]
    return _widget("button", name, place, label=word, target=target, **says)


def _list() -> list[Widget]:
    widgets: list[Widget] = []
    for line in range(LINES):
        y = 10 + _ROW * line
        widgets.append(_text(f"at_{line}", (10, y, 24)))
        widgets.append(_text(f"name_{line}", (36, y, 380)))
        for place, word in enumerate(("select", "preview", "accept", "explain")):
            widgets.append(_button(f"{word}_{line}", word, (420 + 84 * place, y, 80), [line]))
    return widgets


def _slots() -> list[Widget]:
    texts = [_text(f"slot_{slot}", (770, 10 + _ROW * slot, 300)) for slot in range(SLOTS)]
    stops = [
        _button(f"stop_{slot}", "stop", (1074, 10 + _ROW * slot, 80), [slot])
        for slot in range(SLOTS)
    ]
    return texts + stops


def _presses() -> list[Widget]:
    y = 20 + _ROW * LINES
    return [
        _button(word, word, (10 + 128 * place, y, 124), []) for place, word in enumerate(PRESSES)
    ]


def _settings() -> list[Widget]:
    y = 20 + _ROW * (LINES + 1)
    target = [f"{HOST}:{BARWISE}"]
    lock = {"address": path("lock"), "mode": "toggle", "on": 1, "off": 0, "label": "lock"}
    wanted = {"address": path("role"), "values": list(roles("role")), "layout": "horizontal"}
    return [
        _widget("switch", "role", (10, y, 560), target=target, **wanted),
        _widget("button", "lock", (574, y, 80), target=target, **lock),
        *(
            _widget(
                "fader",
                word,
                (658 + 250 * place, y, 246),
                address=path(word),
                horizontal=True,
                range={"min": 0, "max": 1},
                target=target,
                label=word,
            )
            for place, word in enumerate(AMOUNTS)
        ),
    ]


def _texts() -> list[Widget]:
    y = 20 + _ROW * (LINES + 2)
    return [
        _text("now", (10, y, 200)),
        _text("why", (214, y, 400)),
        _text("told", (618, y, 536)),
    ]


def _scripts() -> list[Widget]:
    """Unseen; each hears one address."""
    known = words(protocol.OUT)
    return [
        {
            "type": "script",
            "id": f"hear_{word}",
            "visible": False,
            "address": PREFIX + known[known.index(word)],
            "bypass": True,
            "onValue": script,
        }
        for word, script in _SCRIPTS.items()
    ]
