"""Views of the document and the subject of a booked request: the forms and their results. Pure."""

from slack_sdk.models.blocks import Block

from bot.agenda.model import CLAIMING
from bot.helpdesk.model import Document, RequestSheet
from handlers.helpdesk.booking.texts import KINDS
from handlers.kit.blocks import Json, actions, button, field, modal, section, select
from handlers.kit.fields import checkboxes, file_picker, link_box
from handlers.kit.sentences import join_text

from . import texts

_GAVE = {
    Document.FILE: texts.GAVE_FILE,
    Document.LINK: texts.GAVE_LINK,
    Document.SPOKEN: texts.GAVE_SPOKEN,
}


def receive_blocks(sheet: RequestSheet, viewer_id: int, *, of: str) -> list[Block]:
    """Build « Recevoir le document » for hosts and specialists who may read the file."""
    file = sheet.request.paper.document is Document.FILE
    if not file or sheet.part_of(viewer_id) not in CLAIMING or not sheet.reads_need(viewer_id):
        return []
    return [actions(button(texts.RECEIVE, "helpdesk.document", value=str(sheet.request.id), of=of))]


def paper_form(sheet: RequestSheet) -> Json:
    """Build the form of the document. It has no file field if the défi shares documents only as links."""
    by_link = sheet.defi.documents_by_link
    given = sheet.request.paper
    blocks: list[Block] = [section(texts.REPLACES)] if given.document is not Document.LATER else []
    blocks.append(section(texts.INTRO_BY_LINK if by_link else texts.INTRO))
    if not by_link:
        blocks.append(field("file", texts.FILE, file_picker("file"), hint=texts.FILE_HINT, optional=True))
    blocks.append(field("link", texts.LINK, link_box("link"), hint=texts.LINK_HINT, optional=True))
    spoken = checkboxes("spoken", [(texts.SPOKEN, Document.SPOKEN.value)])
    blocks.append(field("spoken", texts.SPOKEN_LABEL, spoken, optional=True))
    private = str(sheet.request.id)
    return modal("helpdesk.gave", texts.TITLE, blocks, submit=texts.SEND, private_metadata=private)


def paper_sent_modal(sheet: RequestSheet) -> Json:
    document = sheet.request.paper.document
    title = texts.NOTED_TITLE if document is Document.SPOKEN else texts.GAVE_TITLE
    return modal("helpdesk.thanks", title, [section(_GAVE[document])], last=True)


def subject_form(sheet: RequestSheet) -> Json:
    """Build the form of the subject. If the channel does not show the date yet, a box offers to post the date there."""
    request = sheet.request
    kinds = [(label, kind.value) for kind, label in KINDS.items()]
    chosen = (KINDS[request.kind], request.kind.value)
    blocks = [field("kind", texts.KIND, select("kind", texts.CHOOSE, kinds, initial=chosen))]
    if sheet.defi.channel and not request.tell_channel:
        ticks = checkboxes("channel", [(texts.TELL_CHANNEL, "tell")])
        blocks.append(field("channel", texts.CHANNEL, ticks, hint=texts.CHANNEL_HINT, optional=True))
    private = str(request.id)
    return modal("helpdesk.precised", texts.PRECISE, blocks, submit=texts.KEEP, private_metadata=private)


def subject_saved_modal(*, will_show_date: bool) -> Json:
    """Build the confirmation of the subject.

    If `will_show_date` is true, it says that the channel will show the date too."""
    said = join_text([texts.NOTED, texts.TOLD]) if will_show_date else texts.NOTED
    return modal("helpdesk.done", texts.NOTED_TITLE, [section(said)], last=True)
