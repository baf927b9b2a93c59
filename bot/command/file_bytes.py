"""The bytes of a file that somebody named on the command line, or one French sentence why there are none."""

from pathlib import Path

from bot.errors import Refusal


class Unreadable(Refusal):
    """Raised by `read_bytes`: the file is not there, or not ours to read. Facts: `why`."""

    code = "unreadable"


def read_bytes(file: Path, *, limit: int) -> bytes:
    """Give the first `limit` bytes of a file: a device may never end. Raises Unreadable."""
    try:
        with file.open("rb") as opened:
            return opened.read(limit)
    except FileNotFoundError as error:
        raise Unreadable(why=f"{file} : ce fichier n’existe pas.") from error
    except IsADirectoryError as error:
        raise Unreadable(why=f"{file} : c’est un dossier ; donnez un fichier.") from error
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        reason = error.strerror if isinstance(error, OSError) else "nom impossible"
        raise Unreadable(why=f"{file} : ce fichier ne peut pas être lu ({reason}).") from error
