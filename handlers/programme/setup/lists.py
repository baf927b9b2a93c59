"""Imports a list that a coach pasted or uploaded."""

from uuid import uuid4

from bot.planning.setup import setups, uploads
from bot.planning.setup.model import PromotionRef
from bot.planning.setup.uploads import Upload
from handlers.kit.blocks import Json
from handlers.kit.turn import Turn

from . import views


def import_list(turn: Turn, ref: PromotionRef, *, upload: Upload) -> Json | None:
    """Import a list if it only adds items. If not, save it as a draft, and return a preview of its changes."""
    now = turn.tools.now()
    with turn.tools.reading() as reading:
        setups.find_setup(reading, turn.actor, ref)
    content = uploads.parse_upload(upload)
    with turn.tools.reading() as reading:
        review = uploads.review_upload(reading, turn.actor, ref, given=content, now=now)
    with turn.tools.transaction() as tx:
        if review is None:
            setups.add_list(tx, turn.actor, ref, given=content, now=now)
            return None
        drafts = {drops: str(uuid4()) for drops in ((False, True) if review.absent else (False,))}
        for drops, draft_id in drafts.items():
            uploads.save_draft(tx, turn.actor, draft_id, ref=ref, given=upload, drops_absent=drops, now=now)
    return views.review_modal(review, drafts)
