"""The `barwise` command: one file in `commands/` per subcommand, loaded only when it is called.

What is no part of the instrument may still be one of its subcommands: an entry point of the group
`barwise.commands` says where it is, so nothing here knows of it.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoints, entry_points
from types import ModuleType
from typing import Any

import click
from click.shell_completion import CompletionItem

from live import commands
from live.errors import BarwiseError
from live.manual import ending

#: How every Barwise command line speaks.
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """Finds subcommand NAME as `package.NAME.command`, so that adding one is adding a file.

    Others are the entry points of `group`.
    """

    def __init__(self, *args: Any, package: ModuleType, group: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._group = group

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self._own(), *self._others().names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._own():
            found = importlib.import_module(f"{self._package.__name__}.{cmd_name}").command
        elif cmd_name in self._others().names:
            found = self._others()[cmd_name].load()
        else:
            return None
        assert isinstance(found, click.Command)
        return found

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """By name alone: who presses Tab does not wait for all commands to load."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*map(CompletionItem, names), *options]

    def _own(self) -> list[str]:
        return [module.name for module in pkgutil.iter_modules(self._package.__path__)]

    def _others(self) -> EntryPoints:
        return entry_points(group=self._group)


@click.group(
    cls=Commands,
    package=commands,
    group="barwise.commands",
    context_settings=CONTEXT,
    epilog=ending("barwise scan ~/Loops", "barwise run --player", "barwise run --help"),
)
@click.version_option(package_name="barwise")
def barwise() -> None:
    """Before every bar, the loop from your own library that fits next."""


def main(arguments: Sequence[str] | None = None) -> None:
    run(barwise, "barwise", arguments)


def run(group: click.Group, name: str, arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a `BarwiseError` becomes one line on stderr and exit status 1."""
    try:
        group.main(args=arguments, prog_name=name)
    except BarwiseError as error:
        click.echo(f"{name}: {error}", err=True)
        sys.exit(1)
