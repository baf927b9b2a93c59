"""Convert a wish to the text of a draft, and the times that suit a team to the text of a column, and back. Pure."""

import json
from dataclasses import asdict
from datetime import date

from bot.catalogue.formats import CycleTerms
from bot.mentoring.model import CycleChoice, CycleWish, DayHalf, SuitableTimes


def write_suits(suits: SuitableTimes) -> str:
    """Serialise weekdays and halves of the day, for example "024 matin"."""
    days = "".join(str(day) for day in sorted(suits.weekdays))
    return f"{days} {','.join(sorted(half.value for half in suits.halves))}"


def read_suits(text: str) -> SuitableTimes:
    """Parse the text that `write_suits` returns."""
    days, _, halves = text.partition(" ")
    return SuitableTimes(frozenset(map(int, days)), frozenset(DayHalf(half) for half in halves.split(",") if half))


def write_wish(wish: CycleWish) -> str:
    """Serialise a wish as JSON, for its draft."""
    return json.dumps(
        {
            "defi": wish.defi_id,
            "need": wish.need,
            "link": wish.link,
            "domain": wish.domain,
            "suits": write_suits(wish.suits),
            "from": wish.from_day.isoformat() if wish.from_day else None,
            "guests": wish.guest_ids,
            "mentor": wish.mentor_id,
            "choice": wish.choice.value,
            "chosen": wish.chosen,
            "after": wish.after,
            "passed": wish.passed,
            "terms": asdict(wish.terms),
        }
    )


def read_wish(content: str) -> CycleWish:
    """Parse the text that `write_wish` returns."""
    kept = json.loads(content)
    return CycleWish(
        defi_id=kept["defi"],
        need=kept["need"],
        link=kept["link"],
        domain=kept["domain"],
        suits=read_suits(kept["suits"]),
        from_day=date.fromisoformat(kept["from"]) if kept["from"] else None,
        guest_ids=tuple(kept["guests"]),
        mentor_id=kept["mentor"],
        choice=CycleChoice(kept["choice"]),
        chosen=tuple(kept["chosen"]),
        after=kept["after"],
        passed=tuple(kept["passed"]),
        terms=CycleTerms(**kept["terms"]),
    )
