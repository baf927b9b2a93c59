"""The command line: `bot …` and `python -m bot …`.

The exit status is 0 if a command succeeds, 1 if it fails, and 2 for bad usage; for 1 and 2, a line gives the reason.
Each command imports its code only when it runs, so that the help appears within a fifth of a second."""

import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING
from uuid import uuid4

import typer
from typer.exceptions import TyperException

from bot.clock import machine_now, make_clock
from bot.command.usage import (
    SPEAKING,
    After,
    AllCommands,
    AsJson,
    Base,
    Confirm,
    Copy,
    DryRun,
    Erased,
    Files,
    Folder,
    FrenchCommand,
    FrenchGroup,
    Http,
    Kept,
    Live,
    Migrate,
    Name,
    Number,
    Once,
    Out,
    Page,
    Port,
    Promotion,
    Running,
    Several,
    Version,
    Whole,
    Whose,
    Words,
    explain_usage_error,
)
from bot.errors import Refusal
from bot.log import set_up_log
from bot.programme.spelling import space_french

if TYPE_CHECKING:
    from bot.settings import Settings

log = logging.getLogger(__name__)

INTERRUPTED = 130  # exit status after Ctrl-C
DONE = "C’est fait : la base est à jour."

app = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=True)
catalogue = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=True)
export = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=True)
wording = typer.Typer(cls=FrenchGroup, add_completion=False, rich_markup_mode=None, no_args_is_help=True)
app.add_typer(export, name="export", help="Écrire ce que la base sait, pour un tableur.")
app.add_typer(wording, name="wording", help="Les phrases du bot : les écrire dans un fichier, le vérifier.")
app.add_typer(catalogue, name="catalogue", help="Le catalogue des dispositifs : le montrer, importer la page, revenir.")


@app.callback()
def bot(context: typer.Context, *, _version: Version = False) -> None:
    """Le bot des dispositifs : l’installer, le lancer, lui donner des fichiers."""
    if context.invoked_subcommand in SPEAKING and "--help" not in sys.argv:
        from bot.wording.loading import use_database_words

        with suppress(Refusal):  # If the settings have faults, the command itself reports them.
            use_database_words(read_settings().database_url)


@app.command(cls=FrenchCommand)
def run(migrate: Migrate = False) -> int:
    """Lancer le bot, jusqu’à Ctrl-C ou SIGTERM."""
    from bot.memory import pause_collection
    from bot.starting import defer_compilation

    with pause_collection():
        with defer_compilation():
            settings = read_settings()
            from bot.wording.commands import use_wording
            from bot.wording.loading import use_database_words

            use_database_words(settings.database_url)
            if settings.bot_wording:
                use_wording(settings.bot_wording)  # The next module copies these sentences at its import.
            from bot.command.run import run as serve

        set_up_log(serving=True)
        return serve(settings, migrate=migrate)


@app.command(cls=FrenchCommand)
def demo(once: Once = False, transcript: Whole = False, *, port: Port = 8420) -> int:
    """Jouer avec des personnes inventées, dans une page ; à côté, leur histoire. Rien ne sort de cette machine."""
    from bot.demo.play import play
    from bot.settings import remove_proxies

    remove_proxies()
    return play(once=once, port=port, transcript=transcript)


@app.command(cls=FrenchCommand)
def init() -> int:
    """Installer : demander jetons et coach, écrire .env, préparer la base, tout vérifier. Deux fois ne gêne pas."""
    from bot.command.init import FILE, NOT_YET, READY, prepare_env

    for line in prepare_env(read_settings(), migrate):
        say(line)
    status = examine()
    say(NOT_YET.format(file=FILE.resolve()) if status else READY)
    return status


@app.command(cls=FrenchCommand)
def migrate() -> None:
    """Mettre la base à jour, ou la préparer."""
    from bot.command.schema_check import migrate as bring_up_to_date

    bring_up_to_date(read_settings().database_url)
    say(DONE)


@app.command("import", cls=FrenchCommand)
def import_(files: Files, *, promotion: Promotion = None, dry_run: DryRun = False, confirm: Confirm = False) -> int:
    """Importer les personnes, les disponibilités, la promotion ou le programme : tout, ou rien s’il y a une erreur."""
    from bot.command.imports import import_files, import_programme, is_programme
    from bot.command.schema_check import open_database

    settings = read_settings()
    now = make_clock(settings.bot_clock_file)()
    with open_database(settings.database_url) as database:
        if is_programme(files):
            say(*import_programme(database, files[0], dry_run=dry_run, now=now))
            return 0
        return import_files(database, files, promotion=promotion, dry_run=dry_run, confirm=confirm, now=now)


@catalogue.command("show", cls=FrenchCommand)
def catalogue_show(name: Name = None, as_json: AsJson = False) -> None:
    """Montrer le catalogue en service."""
    from bot.command.catalogue import show_catalogue

    show_catalogue(read_settings().database_url, name=name, as_json=as_json)


@catalogue.command("import", cls=FrenchCommand)
def catalogue_import(page: Page, base: Base = None) -> None:
    """Mettre la page du programme en service : toute la page, ou rien s’il y a une erreur."""
    from bot.command.catalogue import import_catalogue_page

    settings = read_settings()
    now = make_clock(settings.bot_clock_file)()
    say(*import_catalogue_page(settings.database_url, page, base_url=base, now=now))


@catalogue.command("undo", cls=FrenchCommand)
def catalogue_undo() -> None:
    """Revenir à la page d’avant, ou aux mots du bot."""
    from bot.command.catalogue import undo_catalogue_import

    say(undo_catalogue_import(read_settings().database_url))


@wording.command("export", cls=FrenchCommand)
def wording_export(file: Copy) -> None:
    """Écrire toutes les phrases du bot dans un fichier, pour en changer ; celles qui le sont déjà y restent."""
    from bot.wording import commands

    say(commands.export_file(file, operator_file=read_settings().bot_wording))


@wording.command("check", cls=FrenchCommand)
def wording_check(file: Words = None) -> None:
    """Vérifier ce fichier, et dire ce que cette version du bot a changé depuis qu’il est écrit."""
    from bot.wording import commands

    for line in commands.check_file(file or read_settings().bot_wording):
        say(line)


@export.command("programme", cls=FrenchCommand)
def export_programme(out: Out = None) -> None:
    """Écrire les formats du programme (programme.toml), pour les changer et les importer."""
    from bot.command.export import export_programme

    say(*export_programme(read_settings().database_url, out=out))


@export.command("cycles", cls=FrenchCommand)
def export_cycles(out: Out = None) -> None:
    """Écrire en CSV l’état et les dates des cycles de mentorat ; jamais un besoin ni un nom."""
    from bot.command.export import export_cycles

    settings = read_settings()
    say(*export_cycles(settings.database_url, out=out, now=make_clock(settings.bot_clock_file)()))


@export.command("phase", cls=FrenchCommand)
def export_phase(phase: Number = None, *, promotion: Whose = None, out: Folder = None) -> None:
    """Écrire la phase à clore : un tableau CSV, puis pour chaque défi un texte, et son rapport s’il est publié."""
    from bot.command.export import export_phase

    settings = read_settings()
    now = make_clock(settings.bot_clock_file)()
    say(*export_phase(settings.database_url, number=phase, promotion=promotion, out=out, now=now))


@export.command("promotion", cls=FrenchCommand)
def export_promotion(*, promotion: Running = None, out: Folder = None) -> None:
    """Écrire les trois fichiers d’une promotion, pour les corriger et les importer : noms et adresses compris."""
    from bot.command.export import export_promotion

    settings = read_settings()
    now = make_clock(settings.bot_clock_file)()
    say(*export_promotion(settings.database_url, promotion=promotion, out=out, now=now))


@export.command("suivi", cls=FrenchCommand)
def export_overview(out: Folder = None) -> None:
    """Écrire trois tableaux CSV des promotions, closes ou non : défis, usage, charge des coachs ; rien de privé."""
    from bot.command.export import export_overview

    settings = read_settings()
    say(*export_overview(settings.database_url, out=out, now=make_clock(settings.bot_clock_file)()))


@export.command("bilan", cls=FrenchCommand)
def export_balance(promotion: Several, *, out: Out = None) -> None:
    """Écrire en CSV le bilan de promotions par dispositif et par phase ; sous cinq, les chiffres sont masqués."""
    from bot.command.export import export_balance

    settings = read_settings()
    now = make_clock(settings.bot_clock_file)()
    say(*export_balance(settings.database_url, promotions=promotion, out=out, now=now))


@export.command("effacements", cls=FrenchCommand)
def export_erasures(out: Out = None) -> None:
    """Écrire en CSV les numéros des personnes effacées, à donner à `bot restore --erased` ; aucun nom."""
    from bot.command.export import export_erasures

    say(*export_erasures(read_settings().database_url, out=out))


@app.command(cls=FrenchCommand)
def backup(file: Copy) -> None:
    """Sauvegarder la base dans un fichier, que le bot tourne ou non."""
    from bot.command.backup import back_up

    say(*back_up(read_settings(), file))


@app.command(cls=FrenchCommand)
def restore(file: Kept = None, after: After = False, *, erased: Erased = None) -> None:
    """Rendre une sauvegarde à la base, bot arrêté ; ce qui est déjà parti ne repart pas."""
    from bot.command.backup import repair_restored, restore_backup
    from bot.command.erasures import parse_erasures_file

    if (file is None) is not after:
        raise typer.BadParameter("donnez une sauvegarde, ou --after", param_hint="FICHIER")
    settings, found = read_settings(), parse_erasures_file(erased) if erased else None
    restored = restore_backup(settings, file, known_erasures=found) if file else None
    say(*(restored or repair_restored(settings, known_erasures=found)))


@app.command("rotate-key", cls=FrenchCommand)
def rotate_key() -> int:
    """Sceller à nouveau les mots de passe d’agendas, quand BOT_SECRET_KEY vient de changer."""
    from bot.command import keys

    lines, lost = keys.rotate_keys(read_settings())
    say(*lines)
    return int(lost)


@app.command("doctor", cls=FrenchCommand)
def examine(live: Live = False) -> int:
    """Vérifier réglages, base, jetons, autorisations et horloge, et dire comment réparer."""
    from bot.command import doctor, doctor_live

    settings = read_settings()
    findings = doctor.run_checks(settings, machine_now()) + (doctor_live.run_trials(settings) if live else [])
    say(*(finding.in_words() for finding in findings))
    return int(any(finding.level is doctor.Level.BAD for finding in findings))


@app.command("audit", cls=FrenchCommand)
def audit_database() -> int:
    """Vérifier toute la base : nulle personne à deux endroits, aucun message perdu ou doublé ; rien n’est changé."""
    from bot.command.audit import audit
    from bot.command.doctor import Level

    settings = read_settings()
    findings = audit(settings.database_url, now=make_clock(settings.bot_clock_file)(), machine=machine_now())
    say(*(finding.in_words() for finding in findings))
    return int(any(finding.level is Level.BAD for finding in findings))


@app.command(cls=FrenchCommand)
def manifest(http: Http = None, *, all_commands: AllCommands = False) -> None:
    """Écrire le manifeste à coller dans Slack, en JSON."""
    from bot.command.catalogue import print_json
    from bot.door.manifest import build_manifest

    if http is not None and not http.startswith("https://"):
        raise typer.BadParameter("l’adresse commence par https://", param_hint="--http")
    print_json(build_manifest(url=http, all_commands=all_commands))


@app.command("mentions", cls=FrenchCommand)
def print_mentions() -> int:
    """Écrire les mentions sur les données personnelles, remplies d’après les réglages, à publier."""
    from bot.command.settings_example import NAMES, mentions_text

    written = mentions_text(read_settings())
    say(written)
    missing = [name for name in NAMES if f": {name}]" in written]
    return print_refusal(f"Il reste à compléter, dans .env : {', '.join(missing)}.") if missing else 0


def read_settings() -> "Settings":
    """Return the settings. Raises Unreadable for an invalid value, or an invalid `.env`."""
    from pydantic import ValidationError

    from bot.settings import Settings, remove_proxies

    try:
        settings = Settings()
    except ValidationError as error:
        from bot.command.refusals import Unreadable, explain_settings

        raise Unreadable(why=explain_settings(error)) from error
    except (UnicodeDecodeError, OSError) as error:
        from bot.command.causes import cause_suffix
        from bot.command.refusals import Unreadable

        mend = cause_suffix(error) if isinstance(error, OSError) else " : enregistrez ce fichier en UTF-8"
        raise Unreadable(why=f".env ne peut pas être lu{mend}.") from error
    remove_proxies()
    return settings


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (None: the process's arguments). Return the exit status."""
    try:
        status: int | None = typer.main.get_command(app).main(arguments, prog_name="bot", standalone_mode=False)
    except TyperException as error:
        return print_refusal(_usage_line(error), status=error.exit_code)
    except Refusal as refusal:
        from bot.command.refusals import explain_refusal

        return print_refusal(*explain_refusal(refusal))
    except typer.Abort:
        return print_refusal("Abandonné : ce qui restait à faire n’est pas fait.", status=INTERRUPTED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        number = uuid4().hex[:8]
        log.exception("fault %s", number)
        return print_refusal(f"C’est une erreur du bot, désolé. Référence : {number}, dans le journal ci-dessus.")
    return status or 0


def _usage_line(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    return explain_usage_error(error.format_message(), path=context.command_path if context else "bot")


def say(*lines: str) -> None:
    """Print lines of French on standard output."""
    sys.stdout.write("".join(f"{space_french(line)}\n" for line in lines))


def print_refusal(*lines: str, status: int = 1) -> int:
    """Print why a command is refused on standard error. Return the exit status."""
    sys.stderr.write("".join(f"{space_french(line)}\n" for line in lines))
    return status


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    set_up_log(serving=False)
    sys.exit(run_command_line())
