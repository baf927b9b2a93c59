"""What a request says besides its need drawn: the form, and what it says once it is given. Pure."""

from bot.helpdesk.model import Sheet
from handlers.helpdesk.booking.texts import KINDS
from handlers.kit.blocks import Json, field, modal, section, select
from handlers.kit.fields import boxes
from handlers.kit.sentences import joined

from . import texts


def precise_form(sheet: Sheet) -> Json:
    """Draw the form; the channel is asked about until it has the date."""
    request = sheet.request
    kinds = [(label, kind.value) for kind, label in KINDS.items()]
    chosen = (KINDS[request.kind], request.kind.value)
    blocks = [field("kind", texts.KIND, select("kind", texts.CHOOSE, kinds, initial=chosen))]
    if sheet.defi.channel and not request.tell_channel:
        ticks = boxes("channel", [(texts.TELL_CHANNEL, "tell")])
        blocks.append(field("channel", texts.CHANNEL, ticks, hint=texts.CHANNEL_HINT, optional=True))
    private = str(request.id)
    return modal("helpdesk.precised", texts.PRECISE, blocks, submit=texts.SEND, private_metadata=private)


def precised(*, told: bool) -> Json:
    """Draw what the modal says once it is noted; `told`: the channel hears of the date."""
    said = joined([texts.NOTED, texts.TOLD]) if told else texts.NOTED
    return modal("helpdesk.done", texts.NOTED_TITLE, [section(said)], last=True)
