"""Committees on a real database: the promotion of the gatherings' rig, and plans made line by line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from bot.agenda.agenda import quarter_hour_span
from bot.dates.paris import PARIS
from bot.evaluation import planning
from bot.evaluation.model import COMMITTEE, CommitteeSheet
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda.appointments import appointments
from storage.agenda.claims import claims
from storage.evaluation import committees
from tests.bot.gatherings.rig import VISIO, Rig

WEEKS = (date(2026, 5, 25), date(2026, 6, 1))  # the last two whole ones of phase 2, which ends on Thursday 11 June
DEFIS = ("defi0", "defi1", "defi2", "defi3")


def paris(text: str) -> datetime:
    """Read « 2026-06-02 09:00 », the clocks of Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


class Committees(Rig):
    """The promotion; Claire is the coach of the first défi."""

    def open(self) -> "Committees":
        """Write the promotion."""
        self.fill()
        with self.database.transaction() as tx:
            self._add(tx, "emma", Membership(Role.COACH, self.ids["promotion"], self.ids["defi0"]))
        return self

    def wish(self, *defis: str, **values: object) -> CommitteeWish:
        """Give what a coach asks for."""
        ids = tuple(self.ids[one] for one in defis or DEFIS)
        return CommitteeWish(self.ids["promotion"], 2, WEEKS, ids, **values)  # type: ignore[arg-type] # each of its own type

    def keep(
        self,
        lines: Mapping[str, tuple[str, str]],
        *,
        who: str = "claire",
        draft: str = "plan-1",
        revision: int = 0,
        of: Sequence[str] = DEFIS,
    ) -> str:
        """Keep a plan: défi → when, and who leads it."""
        made = tuple(
            CommitteeLine(self.ids[defi], paris(at), (self.ids[coach],)) for defi, (at, coach) in lines.items()
        )
        self.use(planning.save_plan, who, draft, plan=DraftPlan(self.wish(*of), revision, "best", made))
        return draft

    def book(self, draft: str, *, who: str = "claire") -> list[CommitteeSheet]:
        """Book a plan."""
        return self.use(planning.book, who, draft, visio_url=VISIO)

    def one(self, at: str = "2026-06-02 09:00", coach: str = "claire", defi: str = "defi0") -> CommitteeSheet:
        """Book one committee."""
        (made,) = self.book(self.keep({defi: (at, coach)}, draft=f"own-{next(self.drafts)}", revision=self.revision()))
        self.stand()
        return made

    def revision(self) -> int:
        """Give the revision of the phase's round."""
        with self.database.reading() as tx:
            of = committees.round_of(tx, self.ids["promotion"], 2)
        return of.revision if of else 0

    def claimed(self, *keys: str, by: str = COMMITTEE) -> set[int]:
        """Give the quarters that committees (or the talks around reports) claim of these people."""
        with self.database.reading() as tx:
            rows = tx.execute(
                select(claims.c.quarter)
                .join(appointments, appointments.c.id == claims.c.appointment_id)
                .where(claims.c.person_id.in_([self.ids[one] for one in keys]), appointments.c.dispositif == by)
            )
            return {row.quarter for row in rows}


def span(at: str) -> set[int]:
    """Give the quarters that a committee claims."""
    starts = paris(at)
    first, length = quarter_hour_span(starts, starts.replace(hour=starts.hour + 1, minute=starts.minute + 30))
    return set(range(first, first + length))
