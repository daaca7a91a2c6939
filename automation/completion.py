"""`completion`: what a shell needs to complete the names of commands and options."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

_SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS), metavar="|".join(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Напечатать дополнение команд для оболочки.

    \b
    sferum completion bash >> ~/.bashrc
    sferum completion zsh >> ~/.zshrc
    sferum completion fish > ~/.config/fish/completions/sferum.fish
    """
    complete = _SHELLS[shell]
    click.echo(complete(context.find_root().command, {}, "sferum", "_SFERUM_COMPLETE").source())
