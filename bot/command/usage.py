"""The arguments and options of the command line, and its help and errors in French instead of Typer's English."""

import re
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from typer._click import Context  # Typer's copy of click is private; its version is pinned
from typer.core import TyperCommand, TyperGroup

Live: TypeAlias = Annotated[
    bool,
    typer.Option("--live", help="Écrire aussi un message d’essai à la première personne coach, puis l’effacer."),
]
Files: TypeAlias = Annotated[
    list[Path],
    typer.Argument(
        metavar="FICHIER", help="personnes.csv, disponibilites.csv, promotion.toml ; l’ordre ne compte pas."
    ),
]
Promotion: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NOM", help="La promotion dont parlent les fichiers ; sinon, la seule qui n’est pas finie."),
]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Dire ce qui changerait, sans rien écrire.")]
Confirm: TypeAlias = Annotated[
    bool, typer.Option("--confirm", help="Accepter la fin de plus d’un tiers des participations.")
]
# These commands print words of the programme, so the bot loads them from the database first.
SPEAKING = frozenset({"catalogue", "export", "import", "manifest", "mentions"})


def show_version(wanted: bool) -> None:
    """Print the version and end, if `--version` is given."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"bot {version('dispositifs')}")
        raise typer.Exit


Version: TypeAlias = Annotated[
    bool, typer.Option("--version", callback=show_version, is_eager=True, help="Dire la version.")
]
Migrate: TypeAlias = Annotated[bool, typer.Option("--migrate", help="Mettre d’abord la base à jour.")]
Once: TypeAlias = Annotated[bool, typer.Option("--once", help="Raconter l’histoire, sans servir la page, puis finir.")]
Whole: TypeAlias = Annotated[
    bool, typer.Option("--transcript", help="À côté de la page, raconter chaque geste, et non une ligne par scène.")
]
Port: TypeAlias = Annotated[
    int, typer.Option(metavar="PORT", min=0, max=65535, show_default=False, help="Le port de la page ; sinon, 8420.")
]
Name: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="NOM", help="Un dispositif, par sa clé, son nom ou un besoin ; sinon, tous.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Écrire du JSON, pour d’autres programmes.")]
Words: TypeAlias = Annotated[
    Path | None, typer.Argument(metavar="FICHIER", help="Le fichier des phrases ; sinon, celui de BOT_WORDING.")
]
Page: TypeAlias = Annotated[Path, typer.Argument(metavar="PAGE.md", help="La page du programme, en Markdown.")]
Base: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="ADRESSE", help="D’où partent les liens relatifs ; sinon, ils deviennent des mots."),
]
Http: TypeAlias = Annotated[
    str | None, typer.Option(metavar="ADRESSE", help="L’adresse publique du bot, en https ; sinon, Socket Mode.")
]
AllCommands: TypeAlias = Annotated[
    bool, typer.Option("--all-commands", help="Huit commandes, et non quatre : /agenda aussi, par exemple.")
]
Out: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="FICHIER", help="Où écrire ; sinon, sur la sortie standard.")
]
Number: TypeAlias = Annotated[
    int | None, typer.Option(metavar="NUMÉRO", help="La phase ; sinon, celle qui est à clore.")
]
Whose: TypeAlias = Annotated[
    str | None,
    typer.Option("--promotion", metavar="NOM", help="La promotion, close ou non ; sinon, la seule en cours."),
]
Running: TypeAlias = Annotated[
    str | None, typer.Option("--promotion", metavar="NOM", help="La promotion ; sinon, la seule qui n’est pas finie.")
]
Folder: TypeAlias = Annotated[
    Path | None, typer.Option(metavar="DOSSIER", help="Où écrire ; sinon, dans « phase-2 » par exemple.")
]
Copy: TypeAlias = Annotated[
    Path, typer.Argument(metavar="FICHIER", help="Le fichier à faire ; il n’existe pas encore.")
]
Kept: TypeAlias = Annotated[Path | None, typer.Argument(metavar="FICHIER", help="Une sauvegarde ; sur SQLite, rendue.")]
After: TypeAlias = Annotated[
    bool, typer.Option("--after", help="La base vient d’être rendue autrement (pg_restore) : la reprendre.")
]
Erased: TypeAlias = Annotated[
    Path | None,
    typer.Option("--erased", metavar="LISTE", help="Les effacements à refaire ; sinon, ceux de la base remplacée."),
]
Several: TypeAlias = Annotated[
    list[str], typer.Option("--promotion", metavar="NOM", help="Une promotion, close ou non ; l’option se répète.")
]

_HELP = {
    "Usage:": "Usage\u00a0:",
    "COMMAND [ARGS]...": "COMMANDE …",
    "[OPTIONS]": "[OPTIONS]",
    "Arguments:": "Arguments :",
    "Options:": "Options :",
    "Commands:": "Commandes :",
    "Show this message and exit.": "Montrer cette aide.",
    "[required]": "[obligatoire]",
}
_TYPE = re.compile(r" <(?:path|str|int|list\[\w+\])(?: range)?>")  # This pattern finds names of types, such as <str>.
_WHOLE = 1000  # The first sentence of any help has fewer characters than this.
# Each pair has a pattern for a sentence of Typer, and our sentence. If none matches, Typer's sentence is shown after «
# Commande mal formée ».
_ERRORS = (
    (r"Missing command\.", "Il manque une commande."),
    (r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?", "Commande inconnue : {0}.{near}"),
    (r"No such option: (\S+)(?: \(Possible options: (.*)\)| Did you mean (.*)\?)?", "Option inconnue : {0}.{near}"),
    (r"Missing argument '(.*?)'\.", "Il manque {0}."),
    (r"Missing option '(.*?)'\.", "Il manque l’option {0}."),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", "C’est trop : {0}."),
    (r"Option '?(--?[\w-]+)'? requires an argument\.", "L’option {0} attend une valeur."),
    (r"Option '?(--?[\w-]+)'? does not take a value\.", "L’option {0} n’a pas de valeur."),
    (r"Invalid value for '?(.*?)'?: Input should be a valid integer.*", "{0} : ce n’est pas un nombre entier."),
    (r"Invalid value for '?(.*?)'?: Input should be greater than or equal to (\d+)", "{0} : il faut au moins {1}."),
    (r"Invalid value for '?(.*?)'?: Input should be less than or equal to (\d+)", "{0} : il faut au plus {1}."),
    (r"Invalid value for '?(.*?)'?: \w+ '(.*)' is not readable\.?", "{0} : ce compte n’a pas le droit de lire {1}."),
    (r"Invalid value for '?(.*?)'?: (.*?)\.?", "{0} : {1}."),
)


class FrenchCommand(TyperCommand):
    """A command with French help. In a list of commands, it shows the first sentence of its help."""

    def get_short_help_str(self, limit: int = 0) -> str:
        """Return the whole first sentence of the help."""
        return super().get_short_help_str(max(limit, _WHOLE))

    def get_help(self, ctx: Context) -> str:
        """Return the help of the command."""
        return _to_french(super().get_help(ctx))


class FrenchGroup(TyperGroup):
    """A group of commands with French help. In a list of commands, it shows the first sentence of its help."""

    def get_short_help_str(self, limit: int = 0) -> str:
        """Return the whole first sentence of the help."""
        return super().get_short_help_str(max(limit, _WHOLE))

    def get_help(self, ctx: Context) -> str:
        """Return the help of the group."""
        return _to_french(super().get_help(ctx))


def explain_usage_error(message: str, *, path: str) -> str:
    """Return a usage error in French, on one line. `path` is the command whose help explains more.

    If a command is given no arguments, Typer's message is the whole help, which is returned unchanged."""
    if message.startswith(_HELP["Usage:"]):
        return message.rstrip()
    return f"{_error_sentence(' '.join(message.split()))} Voyez `{path} --help`."


def _error_sentence(message: str) -> str:
    for pattern, french in _ERRORS:
        if found := re.fullmatch(pattern, message):
            groups = [group or "" for group in found.groups()]
            near = next((group for group in groups[1:] if group), "").replace("'", "")
            return french.format(*groups, near=f" Vouliez-vous écrire {near} ?" if near else "")
    return f"Commande mal formée : {message}"


def _to_french(help_text: str) -> str:
    for english, french in _HELP.items():
        help_text = help_text.replace(english, french)
    help_text = re.sub(r"\{([^}]+)\}\.{3}", r"\1…", help_text)
    help_text = re.sub(r"\{([^}]+)\}", r"\1", help_text)
    help_text = re.sub(r"\[(\d+)<=x<=(\d+)\]", r"[de \1 à \2]", help_text)
    return _TYPE.sub(lambda found: " " * len(found[0]), help_text)
