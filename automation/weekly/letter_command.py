"""`python -m automation statistics letter-template`: a sample of the letter, which a school makes its own."""

import shutil
from pathlib import Path

import click

from automation.atomic_files import open_replacement
from automation.weekly.letters import SAMPLES
from mock_server.error_texts import describe_os_error


@click.command("letter-template")
@click.argument("file", metavar="[ФАЙЛ]", type=click.Path(path_type=Path), default=Path("letter.docx"))
def letter_template(file: Path) -> None:
    """Записать образец бланка письма для statistics weekly.

    ФАЙЛ — имя на .docx (документ Word) или .html, либо папка недель; без него — letter.docx в текущей папке. Поправьте
    образец в Word, метки в двойных скобках оставьте: на их место встанет текст.

    \b
    Код завершения:
      0  образец записан, его имя напечатано
      1  файл с таким именем уже есть, или записать не удалось
    """
    path = file / "letter.docx" if file.is_dir() else file
    sample = SAMPLES.get(path.suffix.lower())
    if sample is None:
        raise click.UsageError(f"{path}: образец бывает .docx и .html; допишите это в конце имени")
    if path.exists():
        raise click.ClickException(f"{path}: такой файл уже есть, он не заменён; назовите другой")
    try:
        with open_replacement(path, private=False) as unfinished:
            shutil.copyfile(sample, unfinished)
    except OSError as error:
        raise click.ClickException(f"{path}: записать не удалось: {describe_os_error(error)}") from error
    click.echo(path)
