"""What the commands are declared with: options that show their defaults, and what the shell completes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from theoremcheck.cli.say import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Command = TypeVar("_Command", bound=Callable[..., object])
_COMMENT: Final = 60
CACHE: Final = (
    "Verdicts of earlier runs, in a file or a folder: one whose certificate the kernel accepts is not found again."
)
POINT: Final = "A point: parameters as --minimum writes them (.json or .npz)."
POINT_MAP: Final = "The block of an array of the point's file whose name is not recognised."
_MAX_JOBS: Final = 256
"""The most processes that --jobs may ask for."""


class Shown(click.Option):
    """An option whose help says its default: a flag is off, and what has no value is none, if nothing else is said."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        """What stands in brackets behind the help."""
        extra = super().get_help_extra(ctx)
        if isinstance(self.show_default, str):
            extra["default"] = self.show_default
        elif "default" not in extra and not self.required:
            extra["default"] = "off" if self.is_flag else "none"
        return extra


option = partial(click.option, cls=Shown, show_default=True)
"""``click.option``, shown with its default; ``show_default`` says it in words where it is not a value."""


def told(error: click.ClickException, app: click.Group) -> click.ClickException:
    """The error; an unknown option that other commands have is said to be theirs, and no similar one is proposed."""
    if not isinstance(error, click.NoSuchOption):
        return error
    name = error.option_name
    owners = [key for key, command in app.commands.items() if any(name in entry.opts for entry in command.params)]
    if owners:
        listed = " and ".join(f"`theoremcheck {key}`" for key in sorted(owners))
        return click.UsageError(f"{name} is an option of {listed}, not of this command.", error.ctx)
    return error


class Place(click.Path):
    """A path, which an empty text is not: the folder at hand is ``.``."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuses an empty text."""
        if value == "":
            self.fail("no path is given; name a file, or a folder such as .", param, ctx)
        return super().convert(value, param, ctx)


def at_a_time(jobs: str, timeout: str) -> Callable[[_Command], _Command]:
    """The options of what is checked at a time, with the help of each, and of what is known of earlier runs."""

    def declared(command: _Command) -> _Command:
        seconds = click.FloatRange(0, min_open=True)
        command = option("--cache", metavar="FILE", type=Place(path_type=Path), help=CACHE)(command)
        command = option("--timeout", metavar="SECONDS", type=seconds, show_default="none", help=timeout)(command)
        return jobs_option(jobs)(command)

    return declared


def jobs_option(jobs: str, default: int = 1) -> Callable[[_Command], _Command]:
    """How many processes are at work, with the help of the option."""
    return option("--jobs", metavar="N", type=click.IntRange(0, _MAX_JOBS), default=default, help=jobs)


class Formats(Shown):
    """The option that names an output format; its help lists them, and loads them only then."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names of the formats are in it."""
        from theoremcheck.report.formats import FORMATS

        *others, last = FORMATS
        self.help = f"{', '.join(others)} or {last}, to standard output or to a file; may be given several times."
        return super().get_help_record(ctx)


class Commands(MutableMapping[str, click.Command]):
    """Commands by name; those of ``homes``, by the module of this package that has them, are loaded when asked for."""

    def __init__(self, homes: Mapping[str, str]) -> None:
        self._homes = dict(homes)
        self._known: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._known and name in self._homes:
            made = vars(import_module(f"{__package__}.{self._homes[name]}")).values()
            self._known.update({entry.name: entry for entry in made if isinstance(entry, click.Command) and entry.name})
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        self._homes.pop(name, None)
        self._known.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._homes or name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._known, *self._homes)))

    def __len__(self) -> int:
        return len({*self._known, *self._homes})


class Told(click.Command):
    """A command whose usage goes with what its work finds wrong with the command line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Raises ``click.UsageError`` for a ``UsageError``; without a context it is shown without the usage."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            raise click.UsageError(str(error), ctx if error.usage else None) from None


command = partial(click.command, cls=Told)
"""``click.command``, as such a command."""


class DefaultCheck(click.Group):
    """A group in which anything that is no command's name is a path to check."""

    command_class = Told

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """With ``check`` before what is no command."""
        group_options = {"--help", "-h", "--version"}
        if args and args[0] not in self.commands and not group_options & set(args):
            self._require_path(args[0])
            args = ["check", *args]
        return super().parse_args(ctx, args)

    def _require_path(self, name: str) -> None:
        """Raises ``click.UsageError`` for a word that is no file, and almost the name of a command."""
        if not name.isalpha() or Path(name).exists():
            return
        from theoremcheck.language.diagnostics import closest

        near = closest(name, self.commands)
        if near is not None:
            raise click.UsageError(f"there is no file and no command {name!r}; did you mean {near}?")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and specs to check; where no command fits, the shell completes the file by itself."""
        from click.shell_completion import CompletionItem

        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            return found
        specs = [CompletionItem(name) for name in _paths(incomplete) if name.endswith(("/", ".spec"))]
        return [*found, *specs] if found else [CompletionItem(incomplete, type="file")]


def ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Conditions, lemmas, theorems and rules."""
    from click.shell_completion import CompletionItem

    from theoremcheck.theory.lookup import identifiers, prose

    return [
        CompletionItem(name, help=prose(name).short[:_COMMENT]) for name in identifiers() if name.startswith(incomplete)
    ]


def explained(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids, error codes, and the neurons and losses of the library."""
    from click.shell_completion import CompletionItem

    from theoremcheck.functions.library import losses, neurons
    from theoremcheck.language.codes import CODES

    names = (*CODES, *neurons(), *losses())
    return [*ids(ctx, param, incomplete), *(CompletionItem(name) for name in names if name.startswith(incomplete))]


def formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Formats, and behind a = the files."""
    from click.shell_completion import CompletionItem

    from theoremcheck.report.formats import FORMATS

    name, equals, place = incomplete.partition("=")
    if equals:
        return [CompletionItem(f"{name}={path}") for path in _paths(place)]
    return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


def _paths(incomplete: str) -> list[str]:
    """The files and folders whose paths begin like this, folders with a slash at the end."""
    folder, name = os.path.split(incomplete)
    try:
        found = sorted(Path(folder or ".").iterdir())
    except OSError:
        return []
    hidden = name.startswith(".")
    fitting = [path for path in found if path.name.startswith(name) and (hidden or not path.name.startswith("."))]
    return [f"{os.path.join(folder, path.name)}{'/' if path.is_dir() else ''}" for path in fitting]
