"""Every command explains itself, and what we tell people to type can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from live.cli import barwise
from tests.readme import README
from tests.release.archives import ROOT
from tests.release.tutorial import PAGE, commands


def walk(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    for each in group.list_commands(click.Context(group)):
        found = group.get_command(click.Context(group), each)
        assert found is not None
        yield f"{name} {each}", found
        if isinstance(found, click.Group):
            yield from walk(found, f"{name} {each}")


ALL = dict(walk(barwise, "barwise"))


def parse(line: str) -> str:
    """The command that `line` calls, its arguments checked as click checks them, but not run."""
    words = shlex.split(line, comments=True)
    command: click.Command = barwise
    name, rest = words[0], words[1:]
    while isinstance(command, click.Group) and rest:
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None, f"{line}: there is no {name} {rest[0]}"
        command, name, rest = found, f"{name} {rest[0]}", rest[1:]
    with command.make_context(name, rest):
        return name


def examples(command: click.Command) -> list[str]:
    block = re.search(r"^Examples:\n((?:  .+\n)+)", f"{command.epilog or ''}\n", re.MULTILINE)
    return [line.strip() for line in block[1].splitlines()] if block else []


@pytest.mark.parametrize("name", ALL)
def test_a_command_says_what_it_does_and_shows_how_it_is_typed(name: str) -> None:
    command = ALL[name]
    summary = (command.help or "").partition("\n\n")[0]
    assert summary.endswith("."), "its first paragraph is one sentence"
    assert examples(command), "no examples: see live/manual.py"
    for line in examples(command):
        if isinstance(command, click.Group):
            assert parse(line).startswith(name)
        else:
            assert parse(line) == name
    assert "Exit status: 0" in (command.epilog or "")


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_explained(name: str) -> None:
    options = [each for each in ALL[name].params if isinstance(each, click.Option)]
    assert [each.opts for each in options if not each.help] == []


@pytest.mark.parametrize("page", [README, ROOT / PAGE], ids=["README", "TUTORIAL"])
def test_what_a_page_has_us_type_can_be_typed(page: str) -> None:
    lines = [
        line
        for line in commands((ROOT / page).read_text(encoding="utf-8"))
        if line.startswith("barwise ")
    ]
    assert len(lines) > 5
    assert {parse(line).split()[0] for line in lines} == {"barwise"}


def test_an_option_that_is_not_there_is_noticed() -> None:
    with pytest.raises(click.UsageError, match="--no-such"):
        parse("barwise scan --no-such ~/Loops")
