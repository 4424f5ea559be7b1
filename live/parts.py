"""Clocks, controls and outputs are found by their module's name: adding one is adding a file.

Every such module offers `open(...)`. What the opened thing must do is written in the `Protocol` of
its folder; one contract test runs over every file of the folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from live.errors import ConfigError


def names(folder: ModuleType) -> list[str]:
    """The modules of `folder` that can be opened."""
    return sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if not m.ispkg)


def find(folder: ModuleType, name: str) -> ModuleType:
    """The module `name` of `folder`; a `ConfigError` names what there is instead."""
    if name not in names(folder):
        kind = folder.__name__.rpartition(".")[2]
        raise ConfigError(f"{name!r} is none of the {kind}: choose from {', '.join(names(folder))}")
    return importlib.import_module(f"{folder.__name__}.{name}")
