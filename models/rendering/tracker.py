"""Tracker modules, instrument by instrument, played by libopenmpt.

Its interface for C is described in libopenmpt.h and libopenmpt_ext.h.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from live.errors import DeviceError, FileError
from live.types import Floats

SUFFIXES = (".it", ".mod", ".s3m", ".xm")

PLAYED_RATE = 48_000

_LIBRARY = "libopenmpt.so.0"
_BLOCK = 64  # samples between two looks at the row: 1.3 ms
_MUTE_INSTRUMENT = 12  # its place among the 16 functions of the interface "interactive"
_FUNCTIONS = 16


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a pattern begins at `second`; `is_first` if the pattern does."""

    second: float
    is_first: bool


def instruments(path: Path) -> list[str]:
    """Their names, or those of the samples in modules that have no instruments."""
    with _opened(path) as (library, module, _):
        kind = "instrument" if library.openmpt_module_get_num_instruments(module) else "sample"
        count = getattr(library, f"openmpt_module_get_num_{kind}s")(module)
        name = getattr(library, f"openmpt_module_get_{kind}_name")
        return [_text(library, name(module, index)) for index in range(count)]


def rows(path: Path, seconds: float) -> list[Row]:
    """When the rows of the first `seconds` begin, to 1.3 ms."""
    with _opened(path) as (library, module, _):
        found: list[Row] = []
        block, before = np.empty(_BLOCK, np.float32), (-1, -1)
        for start in range(0, round(seconds * PLAYED_RATE), _BLOCK):
            if not _read(library, module, block):
                break
            row = library.openmpt_module_get_current_row(module)
            place = library.openmpt_module_get_current_order(module), row
            if place != before:
                found.append(Row(start / PLAYED_RATE, row == 0))
            before = place
        return found


def played(path: Path, instrument: int, seconds: float) -> Floats:
    """(samples,) at `PLAYED_RATE`: the first `seconds` of one instrument alone."""
    with _opened(path) as (library, module, mute):
        count = library.openmpt_module_get_num_instruments(module)
        for other in range(count or library.openmpt_module_get_num_samples(module)):
            mute(other, other != instrument)
        samples = np.zeros(round(seconds * PLAYED_RATE), np.float32)
        return samples[: _read(library, module, samples)]


@cache
def _library() -> Any:
    """Libopenmpt with the types of what is used of it. Raises `DeviceError`."""
    try:
        library: Any = ctypes.CDLL(_LIBRARY)
    except OSError:
        raise DeviceError("libopenmpt is missing: apt-get install libopenmpt0") from None
    handle, text = ctypes.c_void_p, ctypes.c_void_p
    types = {
        "ext_create_from_memory": (handle, [ctypes.c_char_p, ctypes.c_size_t, *[handle] * 7]),
        "ext_get_module": (handle, [handle]),
        "ext_get_interface": (ctypes.c_int, [handle, ctypes.c_char_p, handle, ctypes.c_size_t]),
        "ext_destroy": (None, [handle]),
        "read_float_mono": (ctypes.c_size_t, [handle, ctypes.c_int32, ctypes.c_size_t, handle]),
        "get_num_instruments": (ctypes.c_int32, [handle]),
        "get_num_samples": (ctypes.c_int32, [handle]),
        "get_instrument_name": (text, [handle, ctypes.c_int32]),
        "get_sample_name": (text, [handle, ctypes.c_int32]),
        "get_current_order": (ctypes.c_int32, [handle]),
        "get_current_row": (ctypes.c_int32, [handle]),
    }
    for name, (result, arguments) in types.items():
        function = getattr(library, f"openmpt_module_{name}")
        function.restype, function.argtypes = result, arguments
    library.openmpt_free_string.argtypes = [text]
    return library


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any, Any]]:
    """The library, the module at `path` at its beginning, and what mutes an instrument."""
    library = _library()
    content = path.read_bytes()
    silent = ctypes.cast(library.openmpt_log_func_silent, ctypes.c_void_p)
    extended = library.openmpt_module_ext_create_from_memory(
        content, len(content), silent, *[None] * 6
    )
    if not extended:
        raise FileError(f"{path}: no tracker module; remove it")
    try:
        functions = (ctypes.c_void_p * _FUNCTIONS)()
        size = ctypes.sizeof(functions)
        library.openmpt_module_ext_get_interface(extended, b"interactive", functions, size)
        prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int32, ctypes.c_int)
        mute = prototype(functions[_MUTE_INSTRUMENT] or 0)
        module = library.openmpt_module_ext_get_module(extended)
        yield library, module, lambda instrument, on: mute(extended, instrument, on)
    finally:
        library.openmpt_module_ext_destroy(extended)


def _read(library: Any, module: Any, samples: Floats) -> int:
    """Fill `samples`; how many there were before the song ended."""
    address = samples.ctypes.data
    return int(library.openmpt_module_read_float_mono(module, PLAYED_RATE, len(samples), address))


def _text(library: Any, address: int) -> str:
    text = ctypes.string_at(address).decode("utf-8", "replace")
    library.openmpt_free_string(address)
    return text
