"""Reports of what methods came to, as JSON files: one row a method, and what concerns them all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from live.errors import FileError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Report = TypeVar("Report")


def read(file: Path, report: Callable[..., Report], row: Callable[..., Any], by: str) -> Report:
    """The `report` of `rows` in `file`. Raises `FileError`, which names the command `by`."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        rows = {name: row(**values) for name, values in found.pop("rows").items()}
        return report(**found, rows=rows)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"{file}: no report ({error}); `{by}` writes it") from None


def write(report: DataclassInstance, file: Path) -> None:
    """Keep `report` in `file`, as a whole or as it was before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    unfinished.write_text(json.dumps(asdict(report), indent=1) + "\n", encoding="utf-8")
    unfinished.rename(file)
