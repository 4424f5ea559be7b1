from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from live import cli
from live.config import Config, read
from tests.readme import README, written

PAGES = [
    README,
    *(README.parent / ".github" / f"{name}.md" for name in ("ARCHITECTURE", "CONTRIBUTING")),
]
TEXT = README.read_text(encoding="utf-8")


def test_the_osc_tables_are_those_of_the_protocol() -> None:
    assert written(TEXT) == TEXT, "run `python -m tests.readme`"


def test_the_configuration_shown_is_one_that_is_read() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert read(Config, tomllib.loads(example)).engine.slots == 16


def test_every_command_is_listed() -> None:
    named = set(re.findall(r"^\| `barwise (\w+)", TEXT, re.MULTILINE))
    assert named == set(cli.barwise.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:live|models|export|patches|tests)/[\w/.-]+)`", text))
    linked = set(re.findall(r"\]\((?!https?:|#)([^)#]+)", text))
    gone = [name for name in named if "NAME" not in name and not (README.parent / name).exists()]
    gone += [name for name in linked if not (page.parent / name).exists()]
    assert gone == []
