"""The `barwise` command: one file in `commands/` per subcommand, loaded only when it is called."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import click

from live import commands
from live.errors import BarwiseError


class Commands(click.Group):
    """Finds `barwise NAME` as `live.commands.NAME.command`, so that adding one is adding a file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found = importlib.import_module(f"live.commands.{cmd_name}").command
        assert isinstance(found, click.Command)
        return found


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="barwise")
def barwise() -> None:
    """Before every bar, the loop from your own library that fits next."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; a `BarwiseError` becomes one line on stderr and exit status 1."""
    try:
        barwise.main(args=arguments, prog_name="barwise")
    except BarwiseError as error:
        click.echo(f"barwise: {error}", err=True)
        sys.exit(1)
