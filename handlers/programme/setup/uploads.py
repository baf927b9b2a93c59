"""Listeners that preview and import uploaded files: a promotion, people, availabilities, or the programme's page."""

from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import InteractiveElement

from bot.catalogue.page import PageError
from bot.catalogue.worker import read_in_subprocess
from bot.errors import Refusal
from bot.planning.setup import programme_file, setups, uploads
from bot.planning.setup.channels import file_channels
from bot.planning.setup.model import FormFaults, PromotionRef
from bot.planning.setup.programme_file import ProgrammeFaults
from bot.planning.setup.uploads import Upload
from bot.programme.files.decoding import MAX_BYTES
from bot.programme.files.faults import Fault, FileFaults
from bot.programme.files.kind import read_file
from bot.programme.imports.outcome import ImportFaults, NeedsConfirmation
from bot.programme.imports.service import NamedFile
from bot.programme.imports.words import changed_lines, ending_lines
from handlers.catalogue.shaping_texts import INVALID
from handlers.kit.blocks import Json, message
from handlers.kit.escaping import Said, escape
from handlers.kit.reading import read_mark, split_pieces
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show
from handlers.kit.turn import Turn
from handlers.notices.sending.transfers import Transfers

from . import listeners, texts, views
from .forms import FILE, read_ref
from .listeners import promotion_page
from .lists import import_list


def register(routes: Routes) -> None:
    add = partial(routes.add, permits="programme.set_up")
    add("action", "setup.files", open_files)
    add("action", "setup.blanks", send_blanks)
    add("action", "setup.apply", import_upload)
    add("action", "setup.apply_page", apply_page)
    add("action", "setup.undo_page", undo_page)
    add("view", "setup.uploaded", preview_upload)


def open_files(turn: Turn) -> None:
    ref = read_ref(turn.value)
    with turn.tools.reading() as reading:
        setups.find_setup(reading, turn.actor, ref)
    turn.ack()
    turn.show(views.files_form(ref))


def send_blanks(turn: Turn) -> None:
    """Send the blank files in a direct message (button « Recevoir des modèles »)."""
    with turn.tools.transaction() as tx:
        uploads.request_blank_files(tx, turn.actor, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.COMES))


def preview_upload(turn: Turn) -> None:
    """Answer the form, fetch the file, and then show either a preview or all errors of the file."""
    ref, found = read_ref(turn.private), turn.values[FILE].get("files") or ()
    with turn.tools.reading() as reading:
        setups.find_setup(reading, turn.actor, ref)
    if not found or (found[0].get("size") or 0) > MAX_BYTES:
        turn.ack(response_action="errors", errors={FILE: texts.TOO_LARGE if found else texts.NO_FILE})
        return
    turn.ack(response_action="update", view=views.result_modal([texts.READING]))
    turn.replace_view(_preview_modal(turn, ref, found[0]))
    _update_page_below(turn, ref)


def import_upload(turn: Turn) -> None:
    """Import the previewed file, once (button « Appliquer »)."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        of, given = uploads.read_draft(reading, turn.actor, turn.value_mark, now=now)
    try:
        if given.is_programme:
            _write_programme(turn, of, given)
            return
        content = uploads.parse_upload(given)
        with turn.tools.transaction() as tx:
            ref, result = uploads.import_draft(tx, turn.actor, turn.value_mark, content=content, now=now)
    except (FileFaults, ImportFaults, FormFaults, ProgrammeFaults) as refusal:
        turn.ack()
        turn.open(views.result_modal(_fault_lines(refusal)))
        return
    said = [texts.APPLIED, *map(escape, changed_lines(result))] if result else [texts.LIST_DONE]
    turn.ack()
    turn.open(
        views.result_modal(
            said, title=texts.TITLE_FILES if result else texts.TITLE_LIST, buttons=[views.see_button(ref, "")]
        )
    )
    _update_page_below(turn, ref)


def apply_page(turn: Turn) -> None:
    """Use the previewed page as the catalogue from now on (button « Mettre en service »)."""
    with turn.tools.reading() as reading:
        ref, given = uploads.read_draft(reading, turn.actor, turn.value_mark, now=turn.tools.now())
    turn.ack()
    page = read_in_subprocess(given.data)
    with turn.tools.transaction() as tx:
        token = uploads.import_draft_page(tx, turn.actor, turn.value_mark, page=page, now=turn.tools.now())
    turn.open(views.result_modal([texts.PAGE_DONE], buttons=[views.undo_page_button(token, ref)]))
    _update_page_below(turn, ref)


def undo_page(turn: Turn) -> None:
    """Restore the previous page (button « Revenir à la page d’avant », after its confirmation).

    If the page has been replaced again since, restore nothing."""
    where, token = split_pieces(turn.value, 2)
    ref = read_ref(where)
    with turn.tools.transaction() as tx:
        undone = uploads.undo_page(tx, turn.actor, read_mark(token), now=turn.tools.now())
    turn.ack()
    turn.open(
        views.result_modal([texts.PAGE_UNDONE if undone else texts.PAGE_OTHER], buttons=[views.see_button(ref, "")])
    )
    _update_page_below(turn, ref)


def _update_page_below(turn: Turn, ref: PromotionRef) -> None:
    if turn.lies_over:
        turn.update_view_below(promotion_page(turn, ref))


def _preview_modal(turn: Turn, ref: PromotionRef, file: Mapping[str, object]) -> Json:
    given = _fetch_upload(turn, file)
    if given is None:
        return views.result_modal([texts.UNREAD])
    row: list[InteractiveElement] = []
    try:
        if given.is_programme:  # Check this first, because a line with "####" makes `is_page` true.
            said, row = _preview_programme(turn, ref, given)
        elif given.is_page:
            said, row = _preview_page(turn, ref, given)
        elif ref.is_open:
            _check_file_channels(turn, ref, given)
            said, row = _preview_changes(turn, ref, given)
        else:
            _check_file_channels(turn, ref, given)
            return import_list(turn, ref, upload=given) or views.result_modal(
                [texts.ADDED], buttons=[views.see_button(ref, given.name)]
            )
    except (FileFaults, ImportFaults, FormFaults, PageError, ProgrammeFaults) as refusal:
        said = _fault_lines(refusal)
    return views.result_modal(said, buttons=row)


def _preview_page(turn: Turn, ref: PromotionRef, upload: Upload) -> tuple[list[Said], list[InteractiveElement]]:
    """Return the changes of a page, and keep the page until the coach confirms them."""
    page, draft_id = read_in_subprocess(upload.data), str(uuid4())
    with turn.tools.reading() as reading:
        changed = uploads.page_changes(reading, turn.actor, page)
    if not changed:
        return [texts.PAGE_SAME], []
    with turn.tools.transaction() as tx:
        uploads.save_draft(tx, turn.actor, draft_id, ref=ref, given=upload, now=turn.tools.now())
    return [texts.PAGE_WOULD, *map(escape, changed)], [views.apply_page_button(draft_id)]


def _preview_programme(turn: Turn, ref: PromotionRef, upload: Upload) -> tuple[list[Said], list[InteractiveElement]]:
    """Return the changes of `programme.toml`, and keep the file until the coach confirms them."""
    now, draft_id, programme = turn.tools.now(), str(uuid4()), programme_file.parse_programme(upload.data)
    with turn.tools.reading() as reading:
        programme_file.check_word_lengths(reading, programme)
    with turn.tools.rehearsal() as tx:
        changed = uploads.import_programme(tx, turn.actor, programme, reasons=INVALID, now=now)
    if not changed:
        return [texts.PROGRAMME_SAME], []
    with turn.tools.transaction() as tx:
        uploads.save_draft(tx, turn.actor, draft_id, ref=ref, given=upload, now=now)
    return [texts.PROGRAMME_WOULD, *map(escape, changed)], [views.apply_button(draft_id, upload.name)]


def _write_programme(turn: Turn, ref: PromotionRef, upload: Upload) -> None:
    programme = programme_file.parse_programme(upload.data)
    with turn.tools.transaction() as tx:
        changed = uploads.import_programme(
            tx, turn.actor, programme, reasons=INVALID, draft_id=turn.value_mark, now=turn.tools.now()
        )
    turn.ack()
    last = [texts.AT_NEXT_START] if programme.head else []
    turn.open(views.result_modal([texts.APPLIED, *map(escape, changed), *last], buttons=[views.see_button(ref, "")]))


def _check_file_channels(turn: Turn, ref: PromotionRef, upload: Upload) -> None:
    with turn.tools.reading() as reading:
        setup = setups.find_setup(reading, turn.actor, ref)
    listeners.check_channels(turn, file_channels(upload, setup))


def _preview_changes(turn: Turn, ref: PromotionRef, upload: Upload) -> tuple[list[Said], list[InteractiveElement]]:
    """Return the changes of a file to an open promotion, and keep the file until the coach confirms them."""
    now, draft_id = turn.tools.now(), str(uuid4())
    file = NamedFile(upload.name, read_file(upload.name, upload.data))
    try:
        with turn.tools.rehearsal() as tx:
            result = uploads.import_file(tx, turn.actor, ref, file=file, confirmed=False, now=now)
        said = [texts.WOULD_CHANGE, *map(escape, changed_lines(result))]
        if not result.changes:
            return said[1:], []
    except NeedsConfirmation as refusal:
        said = [*map(escape, ending_lines(refusal)), texts.LARGE_ENDING]
    with turn.tools.transaction() as tx:
        uploads.save_draft(tx, turn.actor, draft_id, ref=ref, given=upload, now=now)
    return said, [views.apply_button(draft_id, upload.name)]


def _fetch_upload(turn: Turn, file: Mapping[str, object]) -> Upload | None:
    try:
        told = turn.client.files_info(file=str(file["id"]))["file"]
        data = Transfers(turn.client).fetch(told)
    except (SlackApiError, OSError):
        return None
    return Upload(str(file.get("name") or ""), data) if isinstance(data, bytes) else None


def _fault_lines(refusal: Refusal) -> list[Said]:
    if isinstance(refusal, ImportFaults):
        found = [fault for file in refusal.files for fault in file.faults]
    elif isinstance(refusal, FileFaults):
        found = list(refusal.faults)
    elif isinstance(refusal, PageError):
        found = [Fault(fault.line, "", fault.reason) for fault in refusal.faults]
    elif isinstance(refusal, ProgrammeFaults):
        found = refusal.faults_by_line
    elif isinstance(refusal, FormFaults):
        found = [*refusal.lines, *(Fault(1, name, why) for name, why in refusal.fields.items())]
    else:
        found = []
    return [*texts.faults(found), texts.NOTHING_WRITTEN]
