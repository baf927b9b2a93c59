"""Run `bot wording export | check`, and load an operator's sentences when `bot run` starts.

Call `use_wording` before the modules of `handlers` are loaded. So this module imports none of them."""

from collections.abc import Iterator
from pathlib import Path

from bot.command.causes import cause_suffix
from bot.wording import loading
from bot.wording.file import LARGEST, UnfitWording, Wording, file_text, read_entries
from bot.wording.limits import survey_sentences

SHOWN = 20


def use_wording(file: Path) -> None:
    """Use an operator's sentences from now on. If one of them has a fault, use none and raise UnfitWording."""
    wording = _read_wording(file)
    if wording.faults:
        raise UnfitWording(why="\n".join([*wording.faults, f"Le bot ne démarre pas : corrigez {file}."]))
    loading.use_phrases(wording.phrases)


def export_file(file: Path, *, operator_file: Path | None) -> str:
    """Write all sentences to a new file, with the operator's changes from the file `operator_file`.

    Raises UnfitWording."""
    phrases = _read_wording(operator_file).phrases if operator_file is not None and operator_file.exists() else {}
    places, _ = survey_sentences()
    try:
        with file.open("x", encoding="utf-8", newline="\n") as written:
            written.write(file_text(places, phrases))
    except FileExistsError as error:
        raise UnfitWording(why=f"{file} existe déjà : donnez un autre nom, vos phrases y sont peut-être.") from error
    except OSError as error:
        raise UnfitWording(why=f"{file} : ce fichier ne peut pas être écrit{cause_suffix(error)}.") from error
    return f"{len(places)} phrases sont dans {file}. Changez-les, puis nommez ce fichier dans BOT_WORDING."


def check_file(file: Path | None) -> Iterator[str]:
    """Yield the sentences that changed in the bot since the file was written, one a line.

    Raises UnfitWording for the faults of the file."""
    if file is None:
        raise UnfitWording(why="BOT_WORDING ne nomme aucun fichier : `bot wording check mots.toml`.")
    wording = _read_wording(file)
    for entry, now in wording.reworded:
        yield f"{entry.where} : {entry.key} a changé. Avant : {entry.before} Maintenant : {now}"
    yield from (f"{entry.where} : {entry.key} n’existe plus." for entry in wording.gone if not entry.changed)
    new = wording.new
    yield from (f"{key} est nouvelle : {wording.places[key].text}" for key in new[:SHOWN])
    if len(new) > SHOWN:
        yield f"Et {len(new) - SHOWN} autres phrases de cette version, que ce fichier n’a pas."
    if wording.faults:
        raise UnfitWording(why="\n".join(wording.faults))
    yield f"Tout convient. Phrases changées : {len(wording.phrases)}, sur {len(wording.places)}."


def _read_wording(file: Path) -> Wording:
    try:
        with file.open("rb") as opened:
            return Wording(*survey_sentences(), read_entries(opened.read(LARGEST + 1), name=str(file)))
    except FileNotFoundError as error:
        raise UnfitWording(why=f"{file} : ce fichier n’existe pas.") from error
    except IsADirectoryError as error:
        raise UnfitWording(why=f"{file} : c’est un dossier ; donnez un fichier.") from error
    except OSError as error:
        raise UnfitWording(why=f"{file} : ce fichier ne peut pas être lu{cause_suffix(error)}.") from error
