"""Files given in Slack: what they would do is read first, then done once; in preparation it is done at once."""

from dataclasses import dataclass
from datetime import datetime

from bot.agenda import drafts
from bot.catalogue.model import Catalogue
from bot.catalogue.phases import PHASES
from bot.catalogue.service import import_page
from bot.errors import DraftExpired
from bot.notices import service as notices
from bot.notices.facts import Fact
from bot.notices.model import Action
from bot.planning.setup.model import Faulty, Ref
from bot.planning.setup.service import ACTION, THING, add, find
from bot.programme.files.faults import Fault
from bot.programme.files.fields import read_name
from bot.programme.files.hours import HOURS_COLUMNS
from bot.programme.files.kind import read_file
from bot.programme.files.people import PEOPLE_COLUMNS
from bot.programme.files.promotion import PromotionFile
from bot.programme.history import record
from bot.programme.imports.outcome import Imported
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import known
from bot.programme.spelling import fold, quote
from storage.database import Transaction

BLANKS = "setup_blanks"
_PAGE = b"####"  # a dispositif of the programme's page


class BlanksCard(Fact, kind="setup.blanks.card", subject=BLANKS, card=True):
    """To a coach: the message in whose thread the blank files come."""


class Blanks(Fact, kind="setup.blanks", subject=BLANKS, action=Action.FILE):
    """The blank files."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file's name and what it holds, as it was given to Slack."""

    name: str
    data: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is the programme's page rather than one of the three files."""
        return _PAGE in self.data


def take_page(tx: Transaction, actor: Actor, page: Catalogue, *, now: datetime) -> bool:
    """Put the programme's page in service; False where it says what is in use. Raises NotAllowed."""
    require(actor, ACTION)
    changed = import_page(tx, page, now=now)
    if changed:
        record(tx, actor, ACTION, thing=THING, thing_id=0, now=now, detail="page")
    return changed


def prepare(tx: Transaction, actor: Actor, ref: Ref, *, given: Upload, now: datetime) -> None:
    """Add what a file says to what is being set up. Raises NotAllowed, FileFaults, Faulty."""
    find(tx, actor, ref)
    add(tx, actor, ref, content=read_file(given.name, given.data), now=now)


def write(tx: Transaction, actor: Actor, ref: Ref, *, given: Upload, confirmed: bool, now: datetime) -> Imported:
    """Import a file for an open promotion as the command line does; the caller may roll back, to try only.

    Raises NotAllowed, FileFaults, ImportFaults, NeedsConfirmation unless `confirmed`, Faulty for another's file.
    """
    setup = find(tx, actor, ref)
    content = read_file(given.name, given.data)
    if isinstance(content, PromotionFile) and fold(content.name) != fold(setup.name):
        why = f"Ce fichier décrit {quote(content.name)}, et non {quote(setup.name)} : changez le nom qu’il donne."
        raise Faulty(lines=[Fault(1, "name", why)])
    names = [one.name for one in PHASES]
    return apply_import(
        tx,
        [NamedFile(given.name, content)],
        promotion_name=setup.name,
        phase_names=names,
        confirmed=confirmed,
        actor=actor,
        now=now,
    )


def keep(tx: Transaction, actor: Actor, draft_id: str, *, ref: Ref, given: Upload, now: datetime) -> None:
    """Keep a file that was read, until it is written. Raises DraftExpired."""
    content = "\n".join((str(ref), read_name(given.name[:40] or "fichier"), given.data.hex()))
    drafts.keep(tx, actor, draft_id, content=content, now=now)


def write_kept(tx: Transaction, actor: Actor, draft_id: str, *, now: datetime) -> tuple[Ref, Imported]:
    """Write a file that was read before, once. Raises NotAllowed, DraftExpired, and what `write` does."""
    require(actor, ACTION)
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        raise DraftExpired
    where, name, held = draft.content.split("\n")
    ref = Ref(where[0] == "p", int(where[1:]))
    result = write(tx, actor, ref, given=Upload(name, bytes.fromhex(held)), confirmed=True, now=now)
    drafts.settle(tx, draft, result_id=ref.id)
    return ref, result


def ask_blanks(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """« Recevoir des modèles »: owe the actor the blank files; a second press just after asks for the same."""
    require(actor, ACTION)
    notices.send_file(tx, known(actor).id, card=BlanksCard(), file=Blanks(), now=now)


def blanks() -> dict[str, bytes]:
    """Give the blank files by name: their columns, and of the promotion each key, with a line that shows how."""
    promotion = (
        'name = "EIG 9"\nstarts_on = 2027-09-01\nends_on = 2028-06-30\n\n[canaux]\n# coachs = "C0123456789"\n\n'
        '[[defis]]\nname = "Nom du défi"\nadministration = "Administration"\ncanal = "C0123456781"\n'
        '# visio = "https://…"\n# lieu = "…"\n# jours_fermes = ["mercredi"]\n# documents = "lien"\n'
    )
    sheets = {"personnes.csv": PEOPLE_COLUMNS, "disponibilites.csv": HOURS_COLUMNS}
    files = {name: ",".join(columns) + "\n" for name, columns in sheets.items()}
    return {name: text.encode("utf-8-sig") for name, text in {"promotion.toml": promotion, **files}.items()}
