"""Listeners of the document, the subject and the channel message that a team adds to a booked request."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.errors import Invalid
from bot.helpdesk import papers
from bot.helpdesk.changes import open_change
from bot.helpdesk.model import Document, NeedKind, Paper
from handlers.kit.blocks import message
from handlers.kit.reading import read_word
from handlers.kit.routes import Routes
from handlers.kit.saying import reply_or_show, show_errors
from handlers.kit.turn import Turn

from . import texts, views

LONGEST_LINK, LONGEST_NAME = 1000, 300


def register(routes: Routes) -> None:
    routes.add("action", "helpdesk.paper", open_paper_form, permits="helpdesk.paper")
    routes.add("action", "helpdesk.document", resend_file, permits="helpdesk.read_paper")
    routes.add("view", "helpdesk.gave", send_paper, permits="helpdesk.paper")
    routes.add("action", "helpdesk.precise", open_subject_form, permits="helpdesk.paper")
    routes.add("view", "helpdesk.precised", set_subject, permits="helpdesk.paper")


def open_paper_form(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = open_change(reading, turn.actor, turn.value_id, action="helpdesk.paper", now=now)
    turn.ack()
    turn.open(views.paper_form(sheet))


def send_paper(turn: Turn) -> None:
    """Save the document (« Envoyer un document »). If it is a file, enqueue it for the hosts."""
    now = turn.tools.now()
    with show_errors(turn, partial(_field_errors, turn)):
        paper, size = read_paper(turn.values)
        with turn.tools.transaction() as tx:
            sheet = papers.give_paper(tx, turn.actor, turn.private_id, paper=paper, size=size, now=now)
        turn.ack(response_action="update", view=views.paper_sent_modal(sheet))


def _field_errors(turn: Turn, refusal: Invalid) -> dict[str, str]:
    name, reason = str(refusal.facts["field"]), str(refusal.facts["reason"])
    return {name if name in turn.values else "link": texts.INVALID[name, reason]}


def resend_file(turn: Turn) -> None:
    """Enqueue the document, to be sent again in the thread of the card (« Recevoir le document »)."""
    with turn.tools.transaction() as tx:
        comes = papers.resend_paper(tx, turn.actor, turn.value_id, now=turn.tools.now())
    turn.ack()
    reply_or_show(turn, message(texts.COMES if comes else texts.NO_FILE))


def open_subject_form(turn: Turn) -> None:
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        sheet = open_change(reading, turn.actor, turn.value_id, action="helpdesk.paper", now=now)
    turn.ack()
    turn.show(views.subject_form(sheet))


def set_subject(turn: Turn) -> None:
    """Save the subject (« Préciser la demande »), and update the cards."""
    kind = read_word(NeedKind, turn.values.chosen_value("kind") or NeedKind.UNKNOWN)
    told = bool(turn.values.ticked_values("channel"))
    with turn.tools.transaction() as tx:
        papers.save_subject(tx, turn.actor, turn.private_id, kind=kind, tells_channel=told, now=turn.tools.now())
    turn.ack(response_action="update", view=views.subject_saved_modal(will_show_date=told))


def read_paper(values: Mapping[str, Mapping[str, Any]]) -> tuple[Paper, int | None]:
    """Parse the document. For a file, also return its size in bytes.

    Raises Invalid if the form has no document, if it has both a file and a link, or if the link is too long."""
    files = (values.get("file") or {}).get("files") or ()
    link = str((values.get("link") or {}).get("value") or "").strip()
    if files and link:
        raise Invalid(field="link", reason="both")
    if files:
        return Paper(Document.FILE, str(files[0]["id"]), str(files[0].get("name") or "")[:LONGEST_NAME]), files[0].get(
            "size"
        )
    if len(link) > LONGEST_LINK:
        raise Invalid(field="link", reason="long")
    if link:
        return Paper(Document.LINK, link), None
    if (values.get("spoken") or {}).get("selected_options"):
        return Paper(Document.SPOKEN), None
    raise Invalid(field="file" if "file" in values else "link", reason="none")
