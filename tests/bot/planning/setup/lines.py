"""Lists as tests give them to a promotion that is set up: read first, then added, as the forms do."""

from datetime import datetime

from bot.planning.setup import reading, setups, uploads
from bot.planning.setup.model import PromotionRef, Setup, Target
from bot.planning.setup.uploads import Upload
from bot.programme.model import Actor
from storage.database import Transaction


def add_lines(tx: Transaction, actor: Actor, place: Target, *, text: str, now: datetime) -> Setup:
    """Add what was pasted, défis or people."""
    return setups.add_list(tx, actor, place.ref, given=reading.read_pasted(place.part, text), now=now)


def prepare(
    tx: Transaction, actor: Actor, ref: PromotionRef, *, given: Upload, drops: bool = False, now: datetime
) -> None:
    """Add what a file, or pasted lines, say."""
    setups.add_list(tx, actor, ref, given=uploads.parse_upload(given), drops_absent=drops, now=now)
