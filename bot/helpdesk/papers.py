"""Save the subject and the document of a booked request. The booking form only asks for the need.

A document is a file or a link, or the team shows the subject in the séance. A file stays in Slack: only its id is
stored, and each reader gets a copy."""

from datetime import datetime
from urllib.parse import urlsplit

from bot.agenda import agenda, pending
from bot.errors import Invalid, NotAllowed
from bot.helpdesk.facts import PaperLoss
from bot.helpdesk.model import LARGEST_FILE, Document, NeedKind, Paper, Request, RequestSheet
from bot.helpdesk.news import SUBJECT, owe_paper, refresh, tell_channel
from bot.helpdesk.sheets import describe_request
from bot.notices import notices
from bot.notices.model import Notice
from bot.programme.history import record
from bot.programme.model import Actor, Defi
from bot.programme.permissions import require
from storage.database import Transaction
from storage.helpdesk import requests


def check_paper(paper: Paper, defi: Defi, *, size: int | None = None) -> None:
    """Check the document of a form. `size` is the size of its file in bytes.

    Raises Invalid ("link"): "empty", "not_a_link"; or Invalid ("file"): "none", "empty", "large", or "by_link" if this
    défi shares documents as links only."""
    if paper.document is Document.LINK:
        if not paper.ref:
            raise Invalid(field="link", reason="empty")
        if not is_link(paper.ref):
            raise Invalid(field="link", reason="not_a_link")
    if paper.document is Document.FILE:
        if defi.documents_by_link:
            raise Invalid(field="file", reason="by_link")
        if not paper.ref:
            raise Invalid(field="file", reason="none")
        if size is not None and not 0 < size <= LARGEST_FILE:
            raise Invalid(field="file", reason="large" if size else "empty")


def give_paper(
    tx: Transaction, actor: Actor, request_id: int, *, paper: Paper, size: int | None = None, now: datetime
) -> RequestSheet:
    """Attach or replace a request's document, and send a file to its readers. Raises NotAllowed, NotFound, Invalid."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.paper", sheet)
    check_paper(paper, sheet.defi, size=size)
    request = requests.lock(tx, request_id)
    if request is not None and request.paper == paper:
        return sheet  # The form was submitted twice, and the hosts need the document once.
    _save_paper(tx, request_id, paper)
    record(tx, actor, "helpdesk.paper", thing=SUBJECT, thing_id=request_id, now=now, detail=paper.document.value)
    sheet = describe_request(tx, request_id)
    _share_file(tx, sheet, now=now)
    refresh(tx, request_id, appointments=sheet.sessions, now=now)
    return sheet


def resend_paper(tx: Transaction, actor: Actor, request_id: int, *, now: datetime) -> bool:
    """« Recevoir le document »: enqueue the file again under the reader's card. Return False without a file.

    Raises NotAllowed unless the actor may read the need."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.read_paper", sheet)
    person_id = actor.person_id
    if person_id is None or not sheet.reads_need(person_id):
        raise NotAllowed(action="helpdesk.read_paper")
    owe_paper(tx, sheet.request, [person_id], number=int(now.timestamp()), now=now)
    return sheet.request.paper.document is Document.FILE


def drop_lost_file(tx: Transaction, notice: Notice, *, now: datetime) -> None:
    """Forget a document that was deleted or cannot be read, and notify the asker to send it again."""
    request = requests.lock(tx, notice.subject_id)
    if request is None or request.paper.document is not Document.FILE:
        return
    _save_paper(tx, request.id, Paper())
    # A notice is sent once per period. The period has the time, so a second lost document sends a new notice.
    period = str(int(now.timestamp()))
    notices.tell(tx, PaperLoss(), about=request.id, to=[request.asked_by], due=now, period=period)
    sessions = agenda.get_all(tx, requests.session_ids(tx, request.id))
    refresh(tx, request.id, appointments=sessions, now=now)


def file_name(request: Request, number: int) -> str:
    """Return the name of a reader's copy, `besoin-<request>-<number>.<ext>`, which identifies it in the thread."""
    extension = (request.paper.name or "").rpartition(".")[2].lower()
    kept = extension if extension.isalnum() and 0 < len(extension) <= 8 else "bin"
    return f"besoin-{request.id}-{number}.{kept}"


def _share_file(tx: Transaction, sheet: RequestSheet, *, now: datetime) -> None:
    readers = {
        someone.person_id
        for appointment in sheet.standing
        for someone in appointment.present
        if someone.person_id in appointment.claimant_ids and someone.sees_need
    }
    number = int(now.timestamp())
    owe_paper(tx, sheet.request, sorted(readers), number=number, now=now)


def _save_paper(tx: Transaction, request_id: int, paper: Paper) -> None:
    requests.change(tx, request_id, document=paper.document.value, document_ref=paper.ref, document_name=paper.name)


def is_link(text: str) -> bool:
    """Return whether the text is an http(s) address without spaces whose host has a dot."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not any(c.isspace() for c in text)


def save_subject(
    tx: Transaction, actor: Actor, request_id: int, *, kind: NeedKind, tells_channel: bool, now: datetime
) -> RequestSheet:
    """Save the kind of need. With `tells_channel`, post the date in the défi's channel. Raises NotAllowed, NotFound."""
    sheet = describe_request(tx, request_id)
    require(actor, "helpdesk.paper", sheet)
    before = requests.lock(tx, request_id)
    tells_first = tells_channel and before is not None and not before.tell_channel
    if before is not None and before.kind is kind and not tells_first:
        return sheet
    requests.change(tx, request_id, kind=kind.value, **({"tell_channel": True} if tells_first else {}))
    record(tx, actor, "helpdesk.precise", thing=SUBJECT, thing_id=request_id, now=now, detail=kind.value)
    sheet = describe_request(tx, request_id)
    agreed = [appointment for appointment in sheet.standing if appointment not in sheet.held]
    coming = [appointment for appointment in agreed if appointment.starts > now]
    if tells_first and len(pending.unannounced_ids(tx, [appointment.id for appointment in coming])) < len(coming):
        tell_channel(tx, sheet.request, expires=max(appointment.ends for appointment in coming), now=now)
    refresh(tx, request_id, appointments=sheet.sessions, now=now)
    return sheet
