"""What people are told of their own data, drawn: the message, and the file in its thread."""

from bot.programme.service import actor_of
from bot.rights import facts
from bot.rights import service as rights
from handlers.kit.blocks import Message, alone
from handlers.kit.told import Told, Upload, draws

from . import texts, views
from .listeners import names


@draws(facts.Ready)
def ready(_: Told[facts.Ready]) -> Message:
    """Draw the message in whose thread the file comes."""
    return alone(texts.READY)


@draws(facts.Data)
def data(told: Told[facts.Data]) -> Upload:
    """Draw the file, as things are when it is sent."""
    found = rights.read(told.reading, actor_of(told.reading, told.reader_id))
    written = views.write(found, name=names(told.reading), now=told.now)
    return Upload(f"mes-donnees-{told.about}.txt", texts.FILE_TITLE, texts.FILE_WORDS, data=written)
