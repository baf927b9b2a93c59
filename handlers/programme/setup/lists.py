"""Imports a list that a coach pasted or uploaded."""

from uuid import uuid4

from bot.planning.setup import setups, uploads
from bot.planning.setup.model import Ref
from bot.planning.setup.uploads import Upload
from handlers.kit.blocks import Json
from handlers.kit.turn import Turn

from . import views


def take_list(turn: Turn, ref: Ref, *, given: Upload) -> Json | None:
    """Import a list that only adds items. Otherwise save the list as a draft, and return a preview of its changes."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        setups.find(reading, turn.actor, ref)
    content = uploads.read_upload(given)
    with turn.tools.reading() as reading:
        review = uploads.review_upload(reading, turn.actor, ref, given=content, now=now)
    with turn.tools.transaction() as tx:
        if review is None:
            setups.add_list(tx, turn.actor, ref, given=content, now=now)
            return None
        drafts = {drops: str(uuid4()) for drops in ((False, True) if review.absent else (False,))}
        for drops, draft_id in drafts.items():
            uploads.save_draft(tx, turn.actor, draft_id, ref=ref, given=given, drops=drops, now=now)
    return views.review_modal(review, drafts)
