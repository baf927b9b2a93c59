"""Fixed values for the steps of a booking, the slots and the list: made-up people, a team, one request."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.model import AgendaChange, Appointment, Clash, Kind, Part, Participant, SettledChange, State
from bot.agenda.slots import Slot
from bot.catalogue.eleven import FORMATS
from bot.errors import UndoTooLate
from bot.helpdesk.model import (
    BUREAU,
    DESK,
    ChangeResult,
    Document,
    NeedKind,
    Paper,
    RankReason,
    Request,
    RequestChoices,
    RequestSheet,
    RequestWish,
    SlotChoices,
)
from bot.helpdesk.weekly import find_runs
from bot.programme.model import Defi, Membership, Person
from bot.programme.roles import Role
from handlers.helpdesk.booking import views as booking
from handlers.helpdesk.listing import views as listing
from handlers.helpdesk.paper import views as paper
from handlers.kit import texts as kit_texts
from handlers.kit.blocks import Message, message
from handlers.kit.escaping import Said
from handlers.kit.gestures import texts as gesture_texts
from handlers.kit.gestures import views as gestures

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
HOUR = timedelta(hours=1)
CARTE = Defi(1, 1, "Carte Vive", "Bureau des cartes", channel="C0CARTE")
RELAIS = Defi(2, 1, "Relais & Cie", "Bureau des relais", documents_by_link=True)
LEA = Person(1, "Léa Martin", memberships=(Membership(Role.EIG, 1, 1),))
SAMI = Person(2, "Sami Haddad", memberships=(Membership(Role.EIG, 1, 1),))
CLAIRE = Person(3, "Claire Morel", memberships=(Membership(Role.COACH, 1),))
DAVID = Person(4, "David Nguyen", memberships=(Membership(Role.COACH, 1),))
MAUD = Person(5, "Maud Petit", memberships=(Membership(Role.PORTEUR, 1, 1),))
PEOPLE = {one.id: one for one in (LEA, SAMI, CLAIRE, DAVID)}
MANY_COACHES = tuple(Person(number, f"Coach {number}") for number in range(10, 130))
DRAFT = "00000000-0000-4000-8000-000000000001"

CHOICES = RequestChoices(LEA, FORMATS[BUREAU], ((CARTE, (LEA, SAMI)),), (CLAIRE, DAVID), draft_id=DRAFT)
BY_MENTORS = replace(FORMATS[BUREAU], minutes=30, hosts=Role.MENTOR)
TWO_DEFIS = replace(CHOICES, teams=((CARTE, (LEA, SAMI)), (RELAIS, (LEA,))))
WISH = RequestWish(1, "Relire notre plan.", kind=NeedKind.PLAN, guest_ids=(1, 2))
LATER_WISH = replace(WISH, guest_ids=(1,), host_id=4, sessions=3)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of May 2026, by the clock of UTC."""
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def slot(day: int, hour: int, minute: int = 0, *, hosts: tuple[int, ...] = (3, 4)) -> Slot:
    """Give a slot by the clock of UTC."""
    return Slot(int(at(day, hour, minute).timestamp()), hosts)


SLOTS = (slot(5, 7), slot(5, 8, 15), slot(5, 9), slot(6, 12), slot(12, 7), slot(13, 7, hosts=(4,)))
OPENINGS = SlotChoices(DRAFT, FORMATS[BUREAU], SLOTS, {3: CLAIRE, 4: DAVID}, team=(LEA, SAMI), guest_ids=(1, 2))
LOST = (slot(5, 12).starts, slot(6, 13).starts)  # taken meanwhile
TWO = replace(OPENINGS, sessions=2, chosen=(SLOTS[0].starts, SLOTS[4].starts))
DAVID_ONLY = replace(OPENINGS, hosts={4: DAVID}, host_chosen=True, guest_ids=(2,))
WEEKS = tuple(slot(5 + week, hour) for week in (0, 7, 14, 21) for hour in (7, 8))
THURSDAYS = tuple(slot(day, 7, hosts=(4,)) for day in (7, 21, 28))  # 14 May is a holiday
FOUR = replace(OPENINGS, sessions=4, slots=WEEKS, runs=find_runs(WEEKS, sessions=4))
OVER_A_HOLIDAY = replace(
    OPENINGS,
    sessions=3,
    slots=tuple(sorted((*THURSDAYS, *WEEKS[:6]), key=lambda one: one.starts)),
    chosen=tuple(one.starts for one in THURSDAYS),
)
OVER_A_HOLIDAY = replace(OVER_A_HOLIDAY, runs=find_runs(OVER_A_HOLIDAY.slots, sessions=3))
MANY_HOSTS = replace(OPENINGS, hosts={one.id: one for one in MANY_COACHES}, slots=(slot(5, 7, hosts=(10, 11, 12, 13)),))
CLASHES = (Clash(2, at(5, 7), at(5, 8)), Clash(1, at(5, 8), at(5, 9, 30)), Clash(2, at(5, 8), at(5, 9, 30)))
CLASHING = replace(OPENINGS, clashes=CLASHES, people=PEOPLE)

TEAM = (Participant(1, Part.BOOKER), Participant(2, Part.GUEST), Participant(3, Part.HOST))


def appointment(number: int, starts: datetime) -> Appointment:
    """Give a séance with Claire."""
    uid = f"00000000-0000-4000-8000-00000000000{number}"
    return Appointment(number, uid, "bureau-aide", 1, 1, starts, starts + HOUR, State.CONFIRMED, 0, None, TEAM)


FIRST, SECOND = appointment(7, at(12, 12)), appointment(8, at(13, 7))
REQUEST = Request(1, 1, 1, "Relire notre plan.", RankReason.CHOSEN, guest_ids=(1, 2), host_id=3)
SHEET = RequestSheet(REQUEST, CARTE, (FIRST,), PEOPLE)
BOTH = replace(SHEET, sessions=(FIRST, SECOND))
WAITING = RequestSheet(replace(REQUEST, id=2, host_id=None, wished="jeudi"), RELAIS, (), PEOPLE)
TAKEN = replace(WAITING, request=replace(WAITING.request, id=3, taken_by=4))
UNTIL = NOW + timedelta(minutes=2)
LEGAL = replace(
    SHEET,
    request=replace(REQUEST, id=9, format_key="rdv-droit"),
    sessions=(appointment(9, at(14, 7)),),
    what="rendez-vous «\u00a0Conseil juridique\u00a0»",
)
TO_CONFIRM = replace(
    SHEET,
    request=replace(REQUEST, answer_by=NOW + timedelta(days=2)),
    sessions=(replace(FIRST, state=State.HELD),),
)


def _undone(kind: Kind, *several: Appointment, batch: str = DRAFT) -> Said:
    undone = [SettledChange(one, AgendaChange(one.id, batch, kind, 1, UNTIL)) for one in several]
    return booking.undone_sentence(undone, what=DESK, now=NOW)


def _because(reason: RankReason, sheet: RequestSheet = SHEET) -> dict[str, Any]:
    told = replace(sheet, request=replace(sheet.request, reason=reason, paper=Paper(Document.SPOKEN)))
    return booking.confirmation_modal(ChangeResult(told, DRAFT, UNTIL), [one.starts for one in sheet.sessions], now=NOW)


def _lost(starts: dict[str, datetime], free: dict[str, list[int]]) -> Message:
    said = booking.slot_errors(OPENINGS, starts, free_host_ids=free, now=NOW)
    return message(Said(" ".join(said.values())))


def _later(number: int) -> RequestSheet:
    """Give a request of its own id and days."""
    days = timedelta(days=number)
    moved = tuple(
        replace(one, id=100 * number + one.id, starts=one.starts + days, ends=one.ends + days) for one in BOTH.sessions
    )
    return replace(BOTH, request=replace(REQUEST, id=number), sessions=moved)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "booking.need_form.mentors": lambda: booking.need_form(replace(CHOICES, terms=BY_MENTORS), DRAFT),
    "booking.need_form.experts": lambda: booking.need_form(
        replace(CHOICES, terms=replace(BY_MENTORS, hosts=Role.EXPERT)), DRAFT
    ),
    "booking.need_form": lambda: booking.need_form(CHOICES, DRAFT),
    "booking.need_form.two-defis": lambda: booking.need_form(TWO_DEFIS, DRAFT),
    "booking.team_form": lambda: booking.team_form(replace(CHOICES, wish=WISH)),
    "booking.team_form.again": lambda: booking.team_form(replace(CHOICES, wish=LATER_WISH)),
    "booking.team_form.porteuse-asked-along": lambda: booking.team_form(
        replace(CHOICES, wish=replace(WISH, guest_ids=(1, 2, 5)), porteurs=(MAUD,))
    ),
    "booking.team_form.many-coaches": lambda: booking.team_form(
        replace(CHOICES, hosts=MANY_COACHES, wish=replace(WISH, host_id=125))
    ),
    "booking.slot_form.closed": lambda: booking.slot_form(replace(OPENINGS, closed=frozenset({2, 4})), now=NOW),
    "booking.slot_form.porteuse-asked-along": lambda: booking.slot_form(
        replace(OPENINGS, porteurs=(MAUD,), guest_ids=(1, 2, 5)), now=NOW
    ),
    "booking.need_form.again": lambda: booking.need_form(
        replace(TWO_DEFIS, wish=RequestWish(RELAIS.id, SHEET.request.need)), DRAFT
    ),
    "booking.slot_form.agreement": lambda: booking.slot_form(
        replace(OPENINGS, terms=replace(OPENINGS.terms, needs_agreement=True)), now=NOW
    ),
    "booking.confirmation.asked": lambda: booking.confirmation_modal(
        ChangeResult(TO_CONFIRM, DRAFT, UNTIL), [one.starts for one in TO_CONFIRM.sessions], now=NOW
    ),
    "booking.slot_form": lambda: booking.slot_form(OPENINGS, now=NOW),
    "booking.slot_form.modified": lambda: booking.slot_form(DAVID_ONLY, now=NOW),
    "booking.slot_form.many-hosts": lambda: booking.slot_form(MANY_HOSTS, now=NOW),
    "booking.slot_form.weekly": lambda: booking.slot_form(FOUR, now=NOW),
    "booking.slot_form.weekly-over-a-holiday": lambda: booking.slot_form(OVER_A_HOLIDAY, now=NOW),
    "booking.slot_form.weekly-clashes": lambda: booking.slot_form(
        replace(FOUR, clashes=(Clash(2, at(19, 8), at(19, 9)),), people=PEOPLE), now=NOW
    ),
    "booking.slot_form.each": lambda: booking.slot_form(OVER_A_HOLIDAY, one_field_each=True, now=NOW),
    "booking.slot_form.two-séances": lambda: booking.slot_form(TWO, now=NOW),
    "booking.slot_form.next-week": lambda: booking.slot_form(TWO, monday=date(2026, 5, 11), now=NOW),
    "booking.slot_form.clashes": lambda: booking.slot_form(CLASHING, now=NOW),
    "booking.slot_form.lost": lambda: booking.slot_form(replace(OPENINGS, chosen=(LOST[0],)), now=NOW),
    "booking.slot_form.lost-both": lambda: booking.slot_form(replace(TWO, chosen=LOST), now=NOW),
    "booking.slot_form.nothing-free": lambda: booking.slot_form(replace(OPENINGS, slots=()), now=NOW),
    "booking.slot_form.chosen-not-free": lambda: booking.slot_form(
        replace(OPENINGS, slots=(), hosts={3: CLAIRE}, host_chosen=True), now=NOW
    ),
    "booking.slot_form.added-not-free": lambda: booking.slot_form(
        replace(OPENINGS, slots=(), hosts={3: CLAIRE}, host_chosen=True, added=True), now=NOW
    ),
    "booking.slot_form.added": lambda: booking.slot_form(
        replace(OPENINGS, hosts={3: CLAIRE}, host_chosen=True, added=True), now=NOW
    ),
    "booking.confirmation": lambda: booking.confirmation_modal(
        ChangeResult(SHEET, DRAFT, UNTIL), [FIRST.starts], now=NOW
    ),
    "booking.confirmation.elsewhere": lambda: booking.confirmation_modal(
        ChangeResult(SHEET, DRAFT, UNTIL), [FIRST.starts], busy_names=["Léa Martin", "Sami Haddad"], now=NOW
    ),
    "booking.confirmation.at-once": lambda: booking.confirmation_modal(
        ChangeResult(SHEET, DRAFT, None), [FIRST.starts], now=NOW
    ),
    "booking.confirmation.added": lambda: booking.confirmation_modal(
        ChangeResult(BOTH, DRAFT, UNTIL), [SECOND.starts], now=NOW
    ),
    "booking.confirmation.added-by-a-guest": lambda: booking.confirmation_modal(
        ChangeResult(BOTH, DRAFT, UNTIL), [SECOND.starts], reader_id=SAMI.id, now=NOW
    ),
    "booking.confirmation.expertise": lambda: _because(RankReason.EXPERTISE),
    "booking.confirmation.own-coach": lambda: _because(RankReason.OWN_COACH, BOTH),
    "booking.confirmation.least-booked": lambda: _because(RankReason.LEAST_BOOKED, BOTH),
    "booking.confirmation.for-team": lambda: booking.confirmation_modal(
        ChangeResult(SHEET, DRAFT, UNTIL), [FIRST.starts], reader_id=CLAIRE.id, now=NOW
    ),
    "booking.slot_form.for-team": lambda: booking.slot_form(
        replace(OPENINGS, for_team=True, defi=CARTE, asker=LEA, closed=frozenset({2})), now=NOW
    ),
    "booking.slot_form.for-team-nothing-free": lambda: booking.slot_form(
        replace(OPENINGS, for_team=True, slots=()), now=NOW
    ),
    "booking.team_form.for-team": lambda: booking.team_form(replace(CHOICES, wish=WISH, for_team=True)),
    "booking.for_team_form": lambda: booking.team_need_form(replace(TWO_DEFIS, asker=CLAIRE, for_team=True), DRAFT),
    "booking.held_form": lambda: booking.held_time_form(CARTE, None, draft_id=DRAFT, now=NOW),
    "booking.held_form.other-host": lambda: booking.held_time_form(CARTE, DAVID.name, draft_id=DRAFT, now=NOW),
    "booking.held": lambda: booking.held_time_saved_modal(
        ChangeResult(replace(SHEET, sessions=(appointment(7, at(1, 8)),)), DRAFT, UNTIL), now=NOW
    ),
    "booking.undone": lambda: gestures.undone_modal(_undone(Kind.BOOK, FIRST)),
    "booking.undone.several": lambda: message(_undone(Kind.BOOK, SECOND, FIRST)),
    "booking.undone.moved": lambda: message(_undone(Kind.MOVE, FIRST)),
    "booking.undone.moved.several": lambda: message(_undone(Kind.MOVE, FIRST, SECOND)),
    "booking.undone.cancelled": lambda: message(_undone(Kind.CANCEL, FIRST)),
    "booking.undone.cancelled.several": lambda: message(_undone(Kind.CANCEL, FIRST, SECOND)),
    "booking.undone.left": lambda: message(_undone(Kind.CANCEL, FIRST, batch="empty-1-0")),
    "booking.undone.other": lambda: gestures.undone_modal(
        gestures.undone_sentence([("Comité d’évaluation, Carte Vive", FIRST.starts)], now=NOW)
    ),
    "booking.undone.before": lambda: message(gesture_texts.UNDONE_ALREADY),
    "booking.too_late": lambda: gestures.too_late_modal(kit_texts.refusal_sentence(UndoTooLate())),
    "booking.lost.same-day": lambda: _lost({"slot": at(5, 8)}, {"slot": []}),
    "booking.lost.other-days": lambda: _lost({"slot": at(7, 9)}, {"slot": []}),
    "booking.lost.nothing-left": lambda: message(
        Said(
            booking.slot_errors(replace(OPENINGS, slots=()), {"slot": at(7, 9)}, free_host_ids={"slot": []}, now=NOW)[
                "slot"
            ]
        )
    ),
    "booking.lost.nobody-for-all": lambda: _lost(
        {"slot": at(5, 7), "slot2": at(6, 12), "slot3": at(13, 7)}, {"slot": [3, 4], "slot2": [3], "slot3": [4]}
    ),
    "booking.lost.weekly": lambda: message(
        Said(
            booking.slot_errors(FOUR, {"weekly": at(5, 7), "weekly:2": at(12, 7)}, free_host_ids={}, now=NOW)["weekly"]
        )
    ),
    "booking.lost.free-again": lambda: _lost({"slot": at(5, 7)}, {"slot": [3]}),
    "details.precise_form": lambda: paper.subject_form(SHEET),
    "details.precise_form.told": lambda: paper.subject_form(
        replace(SHEET, request=replace(REQUEST, kind=NeedKind.AUDIT, tell_channel=True))
    ),
    "details.precised": lambda: paper.subject_saved_modal(will_show_date=False),
    "details.precised.told": lambda: paper.subject_saved_modal(will_show_date=True),
    "listing.listed": lambda: listing.requests_message(
        [TAKEN, WAITING, BOTH], LEA.id, undo_ids={1: DRAFT}, may_book=True, now=NOW
    ),
    "listing.listed.own": lambda: listing.requests_message([BOTH, LEGAL], LEA.id, undo_ids={}, may_book=True, now=NOW),
    "listing.needs.own": lambda: listing.needs_modal([LEGAL], CLAIRE.id, now=NOW),
    "listing.listed.coach": lambda: listing.requests_message([SHEET], CLAIRE.id, undo_ids={}, may_book=False, now=NOW),
    "listing.listed.to-confirm": lambda: listing.requests_message(
        [TO_CONFIRM], LEA.id, undo_ids={}, may_book=True, now=NOW
    ),
    "listing.listed.nothing": lambda: listing.requests_message([], LEA.id, undo_ids={}, may_book=True, now=NOW),
    "listing.listed.many": lambda: listing.requests_message(
        [_later(number) for number in range(1, 26)],
        LEA.id,
        undo_ids={number: f"00000000-0000-4000-8000-0000000001{number:02}" for number in range(1, 26)},
        may_book=True,
        now=NOW,
    ),
}
