"""`bot catalogue show | import | undo`: print the catalogue, import the programme's page, or undo the import."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.catalogue.catalogue import (
    OWN_WORDS,
    Edition,
    current_edition,
    import_page,
    page_in_use,
    page_token,
    undo_import,
)
from bot.catalogue.model import FIELDS, Catalogue, Dispositif, list_changes, pieces, plain_text, to_json
from bot.catalogue.page import MAX_BYTES, page_text, read_page
from bot.catalogue.search import find
from bot.command.refusals import read_bytes
from bot.command.schema_check import connect, open_database, schema_of
from bot.errors import Refusal
from bot.programme.spelling import quote, space_french

OWN_WORDS_SHOWN = "Aucune base n’est prête : voici les mots du bot. `bot migrate` en prépare une."
SAME = "Rien à changer : cette page est déjà en service."
BACK_TO_PAGE = "La page d’avant est de nouveau en service."
BACK_TO_OWN_WORDS = "Plus aucune page n’est importée : les mots du bot sont de nouveau en service."


class NothingFound(Refusal):
    """Raised by `show_catalogue` if it finds nothing for a name. Facts: `why`."""

    code = "nothing_found"


def show_catalogue(url: str, *, name: str | None, as_json: bool) -> None:
    """Print the catalogue in use, or only the dispositifs that match `name`: a key, a name or a need.

    If `as_json` is set, standard output has a JSON array and nothing else. Raises NothingFound."""
    edition = _edition(url)
    shown = _matching_catalogue(edition, name) if name else edition.catalogue
    if as_json:
        print_json(to_json(shown))
    else:
        _print_catalogue(shown)


def import_catalogue_page(url: str, page: Path, *, base_url: str | None, now: datetime) -> list[str]:
    """Import the programme's page. Return the report. Raises PageError, Unreadable."""
    said = read_page(page_text(read_bytes(page, limit=MAX_BYTES + 1)), base_url=base_url)
    with open_database(url) as database, database.transaction() as tx:
        before = page_in_use(tx)
        if not import_page(tx, said, now=now):
            return [SAME]
        many = len(said.dispositifs)
        return [f"La page est en service : {many} dispositif{'s' if many > 1 else ''}.", *list_changes(before, said)]


def undo_catalogue_import(url: str) -> str:
    """Return to the previous page or to the bot's own texts. Return the report. Raises NothingToUndo."""
    with open_database(url) as database, database.transaction() as tx:
        undo_import(tx)
        return BACK_TO_OWN_WORDS if page_token(tx) == OWN_WORDS.token else BACK_TO_PAGE


def print_json(value: object) -> None:
    """Print a value as JSON that people can read: indented, and with accents."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _edition(url: str) -> Edition:
    database = connect(url)
    empty = schema_of(database) is None
    database.close()
    if empty:
        sys.stderr.write(space_french(OWN_WORDS_SHOWN) + "\n")
        return OWN_WORDS
    with open_database(url) as ready, ready.reading() as reading:
        return current_edition(reading)


def _matching_catalogue(edition: Edition, name: str) -> Catalogue:
    exact = edition.catalogue.get(name.strip())
    found = find(edition.index, name)
    keys = (exact.key,) if exact else found.hits[:3]
    if not keys:
        raise NothingFound(why=_nothing_sentence(name, [edition.catalogue.get(key) for key in found.nearest]))
    return Catalogue("", tuple(dispositif for key in keys if (dispositif := edition.catalogue.get(key))))


def _nothing_sentence(name: str, near: Sequence[Dispositif | None]) -> str:
    names = ", ".join(f"« {plain_text(dispositif.name)} »" for dispositif in near if dispositif)
    return f"Rien ne s’appelle {quote(name)}." + (f" Le plus proche : {names}." if names else "")


def _print_catalogue(catalogue: Catalogue) -> None:
    console = Console(highlight=False)
    if catalogue.introduction:
        console.print(_expand_links(catalogue.introduction))
    audience = ""
    for dispositif in catalogue.dispositifs:
        if dispositif.audience != audience:
            audience = dispositif.audience
            console.print()
            console.print(Text(audience, style="bold underline"))
        console.print()
        console.print(Text.assemble((plain_text(dispositif.name), "bold"), (f"  {dispositif.key}", "dim")))
        for part in _detail_lines(dispositif):
            console.print(Padding(part, (0, 0, 0, 2)))


def _detail_lines(dispositif: Dispositif) -> Iterator[Text]:
    if dispositif.description:
        yield _expand_links(dispositif.description)
    for name, title in FIELDS.items():
        if getattr(dispositif, name):
            yield _titled_line(title, getattr(dispositif, name))
    for other in dispositif.autres:
        yield _titled_line(other.titre, other.texte) if other.titre else _expand_links(other.texte)


def _titled_line(title: str, text: str) -> Text:
    return Text.assemble((f"{title}\u00a0: ", "italic"), _expand_links(text))


def _expand_links(text: str) -> Text:
    """Format a text of the catalogue. Each link's address follows its words, since some terminals show no links."""
    words = (f"{piece.text} ({piece.url})" if piece.url else piece.text for piece in pieces(text))
    return Text("".join(words))
