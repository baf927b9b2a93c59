"""A date looked for, on a real database: the promotion of the gatherings' rig, and a poll made step by step."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select

from bot.dates.paris import PARIS, day_of
from bot.polls import asking, picking, running
from bot.polls.model import Choice, PollSheet
from bot.polls.sheets import describe
from bot.polls.wishes import PeopleChoice, PollFormValues, PollOffer, Wish
from storage.notices.ledger import notices
from tests.bot.gatherings.rig import VISIO, Rig

SINCE, UNTIL = date(2026, 5, 11), date(2026, 6, 10)
YES, MAYBE, NO = Choice.YES, Choice.MAYBE, Choice.NO


def at(text: str) -> int:
    """Read « 2026-06-02 09:00 », the clocks of Paris, in seconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp())


TUESDAY, WEDNESDAY, THURSDAY = at("2026-05-19 10:00"), at("2026-05-20 14:00"), at("2026-05-21 10:00")
DATES = (TUESDAY, WEDNESDAY, THURSDAY)


class Polls(Rig):
    """The promotion; Léa asks."""

    def open(self) -> "Polls":
        """Write the promotion."""
        self.fill()
        return self

    def asked(
        self, must: Collection[str] = ("claire", "paul"), may: Collection[str] = ("ali", "zoe"), **values: object
    ) -> PollFormValues:
        """Give what the form holds."""
        given = {"title": "Choisir l’outil", "minutes": 60, "since": SINCE, "until": UNTIL, **values}
        sides = (PeopleChoice(tuple(f"U{one}" for one in some)) for some in (must, may))
        return PollFormValues(Wish(**given), *sides)  # type: ignore[arg-type] # each of its own type

    def search(self, asked: PollFormValues | None = None, *, who: str = "lea") -> PollOffer:
        """Look for times."""
        return self.use(asking.search_dates, who, asked or self.asked())

    def keep(self, asked: PollFormValues | None = None, *, who: str = "lea") -> str:
        """Look for times, and keep the wish."""
        draft_id = f"date-{next(self.drafts)}"
        self.use(asking.save_wish, who, draft_id, wish=self.search(asked, who=who).wish)
        return draft_id

    def ask(
        self,
        asked: PollFormValues | None = None,
        *,
        dates: Collection[int] = DATES,
        who: str = "lea",
        deadline: date = date(2026, 5, 12),
    ) -> PollSheet:
        """Ask people."""
        return self.use(asking.open_poll, who, self.keep(asked, who=who), dates=dates, deadline=deadline)

    def answer(self, sheet: PollSheet, who: str, *said: Choice, dates: Collection[int] = DATES) -> PollSheet:
        """Answer, a word a date."""
        given: Mapping[int, Choice] = dict(zip(dates, said, strict=True))
        return self.use(running.save_answers, who, sheet.poll.id, answers=given)

    def pick(self, sheet: PollSheet, starts: int, *, who: str = "lea", stands: bool = True) -> PollSheet:
        """Choose a date; `stands`: two minutes ago."""
        booked = self.use(picking.pick_date, who, sheet.poll.id, starts=starts, visio_url=VISIO)
        if stands:
            self.stand()
        return booked

    def now_is(self, sheet: PollSheet) -> PollSheet:
        """Give what is known of it by now."""
        return self.do(lambda tx: describe(tx, sheet.poll.id))

    def told(self, kind: str) -> dict[int, date]:
        """Give who is owed this kind of notice (and has been), and for which day."""
        with self.database.reading() as tx:
            found = tx.execute(select(notices).where(notices.c.kind == kind, notices.c.state != "dropped"))
            return {row.person_id: day_of(row.due) for row in found}

    def follow(self, sheet: PollSheet) -> PollSheet:
        """Let the clock do what is due."""
        for one in self.do(lambda tx: [*running.list_due(tx, now=self.now), *running.list_abandoned(tx, now=self.now)]):
            self.do(lambda tx, one=one: running.follow_up(tx, one, now=self.now))  # type: ignore[misc]
        return self.now_is(sheet)
