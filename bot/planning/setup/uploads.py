"""Use cases for files uploaded in Slack. A file is previewed and then imported once.

For a promotion in preparation, the file is added to the draft. `parse_upload` parses a file outside a transaction,
because five thousand rows take a second."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.agenda import drafts
from bot.agenda.model import Draft
from bot.catalogue.catalogue import OWN_WORDS, import_page, page_in_use, page_token, undo_import
from bot.catalogue.model import Catalogue, list_changes
from bot.catalogue.phases import PHASES
from bot.errors import DraftExpired
from bot.notices import notices
from bot.notices.facts import Fact
from bot.notices.model import Action
from bot.planning.setup import programme_file
from bot.planning.setup.lists import Given, ListReview, review_list
from bot.planning.setup.model import FormFaults, PromotionRef, SetupPart
from bot.planning.setup.programme_file import ProgrammeFile
from bot.planning.setup.reading import read_pasted
from bot.planning.setup.setups import ACTION, THING, add_list, find_setup
from bot.programme.files.faults import Fault
from bot.programme.files.fields import read_name
from bot.programme.files.hours import HOURS_COLUMNS
from bot.programme.files.kind import read_file
from bot.programme.files.people import PEOPLE_COLUMNS
from bot.programme.files.promotion import PromotionFile
from bot.programme.history import record
from bot.programme.imports.outcome import ImportResult
from bot.programme.imports.service import Content, NamedFile, apply_import
from bot.programme.model import Actor
from bot.programme.permissions import require
from bot.programme.service import person_of
from bot.programme.spelling import fold, quote, space_french
from storage.database import Reading, Transaction

BLANKS = "setup_blanks"
FILE = "fichier"
_PAGE = b"####"  # the programme's page has this before each dispositif


class BlankFilesCard(Fact, kind="setup.blanks.card", subject=BLANKS, card=True):
    """Message to a coach, with the blank files in its thread."""


class BlankFiles(Fact, kind="setup.blanks", subject=BLANKS, action=Action.FILE):
    """The blank files, in the thread of `BlankFilesCard`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file. For pasted lines, `pasted` is the part to which the lines belong."""

    name: str
    data: bytes
    pasted: SetupPart | None = None

    @property
    def is_page(self) -> bool:
        """Return whether the file is the programme's page rather than one of the three files."""
        return _PAGE in self.data

    @property
    def is_programme(self) -> bool:
        """Return whether the file is a `programme.toml`."""
        return self.pasted is None and programme_file.is_programme(self.data, self.name)


def page_changes(tx: Reading, actor: Actor, page: Catalogue) -> list[str]:
    """Return in French what a page of the programme changes; [] if the page is in use. Raises NotAllowed."""
    require(actor, ACTION)
    return [space_french(change) for change in list_changes(page_in_use(tx), page)]


def read_draft(tx: Reading, actor: Actor, draft_id: str, *, now: datetime) -> tuple[PromotionRef, Upload]:
    """Return a previewed file and its promotion. Raises NotAllowed, DraftExpired."""
    require(actor, ACTION)
    ref, given, _ = _parse_draft(drafts.find(tx, actor, draft_id, now=now))
    return ref, given


def import_draft_page(tx: Transaction, actor: Actor, draft_id: str, *, page: Catalogue, now: datetime) -> str:
    """Import a previewed page of the programme once, and return its token. Raises NotAllowed, DraftExpired.

    The caller first parses the page with `read_draft` and `read_in_subprocess`, outside a transaction, because a long
    page takes seconds."""
    require(actor, ACTION)
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        raise DraftExpired
    if import_page(tx, page, now=now):
        record(tx, actor, ACTION, thing=THING, thing_id=0, now=now, detail="page")
    drafts.settle(tx, draft, result_id=0)
    return page_token(tx)


def import_programme(
    tx: Transaction,
    actor: Actor,
    given: ProgrammeFile,
    *,
    reasons: Mapping[tuple[str, str], str],
    draft_id: str | None = None,
    now: datetime,
) -> list[str]:
    """Put a programme in service. Return the changes, one per line. For a preview, omit `draft_id` and roll back.

    Raises NotAllowed, DraftExpired (also after a second press), and the errors of `programme_file.put_in_service`."""
    require(actor, ACTION)
    require(actor, "catalogue.shape")
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True) if draft_id else None
    if draft and draft.result_id is not None:
        raise DraftExpired
    lines = programme_file.put_in_service(tx, given, reasons=reasons, actor=actor, now=now)
    if draft:
        drafts.settle(tx, draft, result_id=0)
    return lines


def undo_page(tx: Transaction, actor: Actor, token: str, *, now: datetime) -> bool:
    """Restore the page before the one with this token. Return False if another page is in use. Raises NotAllowed."""
    require(actor, ACTION)
    if page_token(tx) != token or token == OWN_WORDS.token:
        return False
    undo_import(tx)
    record(tx, actor, ACTION, thing=THING, thing_id=0, now=now, detail="page undone")
    return True


def parse_upload(given: Upload) -> Given:
    """Parse a file or pasted lines. Raises FileFaults, FormFaults."""
    if given.pasted is not None:
        return read_pasted(given.pasted, given.data.decode())
    return read_file(given.name, given.data)


def review_upload(tx: Reading, actor: Actor, ref: PromotionRef, *, given: Given, now: datetime) -> ListReview | None:
    """Return what a list changes in stored data. Return None if it only adds. Raises NotAllowed, FormFaults."""
    return review_list(tx, find_setup(tx, actor, ref), given=given, now=now)


def import_file(
    tx: Transaction, actor: Actor, ref: PromotionRef, *, file: NamedFile, confirmed: bool, now: datetime
) -> ImportResult:
    """Import a file into an open promotion, as the command line does. For a preview, the caller rolls back.

    Raises NotAllowed, ImportFaults, NeedsConfirmation unless `confirmed`, FormFaults for a file of another
    promotion."""
    setup, content = find_setup(tx, actor, ref), file.content
    if isinstance(content, PromotionFile) and fold(content.name) != fold(setup.name):
        why = f"Ce fichier décrit {quote(content.name)}, et non {quote(setup.name)} : changez le nom qu’il donne."
        raise FormFaults(lines=[Fault(1, "name", why)])
    names = [phase.name for phase in PHASES]
    return apply_import(
        tx,
        [file],
        promotion_name=setup.name,
        phase_names=names,
        confirmed=confirmed,
        actor=actor,
        now=now,
    )


def save_draft(
    tx: Transaction,
    actor: Actor,
    draft_id: str,
    *,
    ref: PromotionRef,
    given: Upload,
    drops_absent: bool = False,
    now: datetime,
) -> None:
    """Save an uploaded list as a draft until a coach confirms it. Raises DraftExpired."""
    kind = f"{given.pasted or FILE}{' drops' if drops_absent else ''}"
    content = "\n".join((str(ref), read_name(given.name[:40] or "fichier"), given.data.hex(), kind))
    drafts.save(tx, actor, draft_id, content=content, now=now)


def import_draft(
    tx: Transaction, actor: Actor, draft_id: str, *, content: Given, now: datetime
) -> tuple[PromotionRef, ImportResult | None]:
    """Import a previewed list once. `content`: the list, as `parse_upload` parsed it.

    Return the promotion and the result of the import. The result is None for pasted lines and for a promotion in
    preparation. Raises NotAllowed, DraftExpired, and the errors of `import_file`."""
    require(actor, ACTION)
    draft = drafts.find(tx, actor, draft_id, now=now, lock=True)
    if draft.result_id is not None:
        raise DraftExpired
    ref, given, drops = _parse_draft(draft)
    result: ImportResult | None = None
    if isinstance(content, Content) and ref.is_open and given.pasted is None:
        result = import_file(tx, actor, ref, file=NamedFile(given.name, content), confirmed=True, now=now)
    else:
        add_list(tx, actor, ref, given=content, drops_absent=drops, now=now)
    drafts.settle(tx, draft, result_id=ref.id)
    return ref, result


def _parse_draft(draft: Draft) -> tuple[PromotionRef, Upload, bool]:
    where, name, held, *more = draft.content.split("\n")
    kind, _, drops = (more[0] if more else FILE).partition(" ")
    given = Upload(name, bytes.fromhex(held), SetupPart(kind) if kind != FILE else None)
    return PromotionRef(where[0] == "p", int(where[1:])), given, bool(drops)


def request_blank_files(tx: Transaction, actor: Actor, *, now: datetime) -> None:
    """« Recevoir des modèles »: enqueue the blank files for the actor. A second click just after is ignored."""
    require(actor, ACTION)
    notices.send_file(tx, person_of(actor).id, card=BlankFilesCard(), file=BlankFiles(), now=now)


def blank_files(tx: Reading) -> dict[str, bytes]:
    """Return the blank files by name, with all columns or keys and an example.

    `programme.toml` is the current programme."""
    promotion = (
        'name = "Promotion 9"\nstarts_on = 2027-09-01\nends_on = 2028-06-30\n\n[canaux]\n# coachs = "C0123456789"\n\n'
        '[[defis]]\nname = "Nom du défi"\nadministration = "Administration"\ncanal = "C0123456781"\n'
        '# visio = "https://…"\n# lieu = "…"\n# jours_fermes = ["mercredi"]\n# documents = "lien"\n'
    )
    sheets = {"personnes.csv": PEOPLE_COLUMNS, "disponibilites.csv": HOURS_COLUMNS}
    files = {name: ",".join(columns) + "\n" for name, columns in sheets.items()}
    files = {"promotion.toml": promotion, **files, "programme.toml": programme_file.programme_text(tx)[0]}
    return {name: text.encode("utf-8-sig") for name, text in files.items()}
