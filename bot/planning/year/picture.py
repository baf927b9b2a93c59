"""The picture of a plan. On request, the bot sends the plan as text, with the picture in the thread."""

from collections.abc import Callable
from datetime import datetime

from bot.dates.phases import add_months
from bot.dates.words import month_words
from bot.notices import notices
from bot.planning.facts import YearCard, YearPicture
from bot.planning.year import drawing
from bot.planning.year.model import PlanSheet, YearLine
from bot.planning.year.service import THING, read_plan
from bot.programme.model import Actor
from bot.programme.service import person_of
from storage.database import Transaction
from storage.programme import people

MOST_MONTHS = 36
ONE_PRESS = 10  # seconds in which clicks count as one


def request_picture(tx: Transaction, actor: Actor, promotion_id: int, *, now: datetime) -> None:
    """Enqueue the plan for the actor, with its picture in the thread. Raises NotAllowed, NotFound."""
    read_plan(tx, actor, promotion_id, now=now)
    me = person_of(actor).id
    people.lock(tx, [me])  # the second of two simultaneous clicks waits here, and then sees the notices of the first
    press = int(now.timestamp()) // ONE_PRESS
    if not notices.tell(tx, YearCard(), about=promotion_id, to=[me], due=now, period=str(press)):
        return
    file = YearPicture(now).owed(promotion_id, to=me, due=now, period=str(press))
    notices.owe_file(tx, file, card_subject=(THING, promotion_id))


def draw_sheet(sheet: PlanSheet, *, title: str, names: Callable[[YearLine], str]) -> bytes | None:
    """Return the plan's picture (PNG), or None after a timeout. `names` returns the name of a line."""
    promotion = sheet.promotion
    first = promotion.starts_on.replace(day=1)
    months = [
        other_day
        for at in range(MOST_MONTHS)
        if promotion.starts_on < (other_day := add_months(first, at)) < promotion.ends_on
    ]
    rows = [
        {"name": names(line), "family": line.family, "days": [day.isoformat() for day in line.days]}
        for line in sheet.year.lines
        if line.days and not line.out
    ]
    question = {
        "title": title,
        "months": [[month.isoformat(), month_words(month)] for month in months],
        "span": [promotion.starts_on.isoformat(), promotion.ends_on.isoformat()],
        "phases": [[phase.name, phase.starts_on.isoformat(), phase.ends_on.isoformat()] for phase in promotion.phases],
        "school": [[span.first.isoformat(), span.last.isoformat()] for span in sheet.school],
        "rows": rows,
    }
    return drawing.draw_plan(question)
