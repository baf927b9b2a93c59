"""Fixed values for what awaits people on their Home, and for what coaches open from there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda.past import AppointmentHistory
from bot.gatherings.awaiting import AwaitingGatherings as Gatherings
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, SEMINAR
from bot.gatherings.series.orphans import OrphanedSeries
from bot.gatherings.subjects.ballots import Ballot
from bot.helpdesk.awaiting import AwaitingRequests as Helpdesk
from bot.helpdesk.model import SwapState
from bot.mentoring.awaiting import AwaitingCycles as Mentoring
from bot.mentoring.cycle import CycleState, Outcome, SessionState
from bot.planning.setup.model import Setup
from bot.planning.standing import PhaseProgress
from bot.programme.model import Entry, Membership, Person
from bot.programme.roles import Role
from handlers.agenda import texts as agenda_texts
from handlers.agenda import views as agenda_views
from handlers.agenda.reminders import views as reminder_views
from handlers.evaluation import listeners as evaluation_lines
from handlers.gatherings import listeners as gatherings_lines
from handlers.helpdesk.listing import views as listing
from handlers.helping import views as helping_views
from handlers.home import texts as home_texts
from handlers.home import views as home
from handlers.home.views import HomeContent
from handlers.kit.blocks import HomeLine, message_lines
from handlers.mentoring import awaiting as mentoring_lines
from handlers.programme import views
from handlers.programme.setup import views as setup_views
from tests.handlers import evaluation_examples as committee
from tests.handlers import gatherings_series_sheets as series
from tests.handlers import mentoring_sheets as mentoring
from tests.handlers.evaluation_examples import led_by
from tests.handlers.gatherings_subjects_examples import SOME as PROPOSED
from tests.handlers.helpdesk_card_examples import BOTH, CLAIRE, LEA, NOW, ONE, SAMI, SHEET, Drawn
from tests.handlers.helpdesk_hosting_examples import DAVID, swap_of
from tests.handlers.helping_examples import ASK
from tests.handlers.helping_examples import LEA as ASKER
from tests.handlers.home_examples import CROWD, HELD, OUTLINES, PROMOTION
from tests.handlers.mentoring_coaching_examples import GONE_MAYA, LAPSED
from tests.handlers.setup_examples import EMPTY as PREPARED
from tests.handlers.welcome_examples import OPEN, PHASE


def _past(*entries: Entry) -> AppointmentHistory:
    """Give the history of the first of two séances, and of their request; Sami is erased since."""
    starts = {7: NOW + timedelta(days=1), 8: NOW + timedelta(days=8)}
    return AppointmentHistory(entries, {CLAIRE.id: CLAIRE.name, LEA.id: LEA.name}, starts)


def _done(action: str, actor: Person | None, whom: Person | None = None, *, hours: int = 0) -> Entry:
    thing = "request" if action.startswith(("helpdesk", "mentoring", "gatherings")) else "appointment"
    at = NOW - timedelta(hours=hours)
    return Entry(actor.id if actor else None, action, thing, 7, at, str(whom.id) if whom else "")


PAST = _past(
    _done("bureau-aide.leave", SAMI, SAMI),
    _done("bureau-aide.leave", SAMI, SAMI),  # the same in the same minute is said once
    _done("bureau-aide.cancel", SAMI),
    _done("helpdesk.note", CLAIRE),
    *(_done(f"bureau-aide.{verb}", CLAIRE, LEA, hours=1) for verb in agenda_texts.DONE_BY),
    *(_done(f"bureau-aide.{verb}", LEA, hours=2) for verb in agenda_texts.DONE if "." not in verb),
    _done("bureau-aide.confirm", None, hours=3),
)
OWN_PAST = _past(*(_done(one, CLAIRE) for one in agenda_texts.DONE if "." in one))
LONG_PAST = _past(*(_done("bureau-aide.move", LEA, hours=one) for one in range(31)))
GONE_CLAIRE = replace(CLAIRE, memberships=())
TALK = series.sheet(series.series(CONFERENCE), title="Le RGAA & <moi>", announced_at=NOW)
BARE = series.sheet(series.series(CONFERENCE))
NOBODY = series.sheet(series.series(MIXED), host=None)
OVER = series.sheet(
    series.series(SEMINAR), series.NOW - timedelta(days=3), comes=(series.LEA, series.SAMI), announced_at=NOW
)
PEERS = series.sheet(series.series(PAIRS))
COACH = (Membership(Role.COACH, 1),)
DONE = mentoring.sheet(CycleState.DONE, outcomes=(Outcome.TOOK_PLACE,) * 3 + (None,))
RUNNING = mentoring.sheet(
    CycleState.RUNNING,
    sessions=(SessionState.OVER, SessionState.CONFIRMED, SessionState.CONFIRMED, SessionState.CONFIRMED),
)
LATER = mentoring.STARTS[0] + timedelta(days=1)


def _home(person: Person, lines: Sequence[HomeLine], *, now: datetime = NOW) -> Drawn:
    return home.home_view(HomeContent(person, (), tuple(lines), ((PROMOTION, PhaseProgress()),)), now=now)


def _preparing(*waiting: Setup) -> Drawn:
    return home.home_view(HomeContent(CLAIRE, (), (setup_views.prepare_line(waiting),), ()), now=NOW)


def _gatherings(person: Person, **found: object) -> Drawn:
    lines = gatherings_lines.home_lines(Gatherings(**found), now=series.NOW)  # type: ignore[arg-type] # as each is typed
    return _home(person, lines, now=series.NOW)


def _mentoring(person: Person, now: datetime = NOW, **found: object) -> Drawn:
    given = Mentoring(**found)  # type: ignore[arg-type] # as each is typed
    return _home(person, mentoring_lines.awaiting_lines(given, (), viewer_id=person.id, now=now), now=now)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "home.awaiting.invited": lambda: _gatherings(
        series.LEA, to_present=(series.sheet(series.series(MIXED)),), invitations=(TALK,), to_rate=(OVER,)
    ),
    "home.awaiting.subjects": lambda: _gatherings(
        series.LEA, subjects=(Ballot(PEERS, PROPOSED), Ballot(series.later(PEERS, 7, number=22), ()))
    ),
    "home.awaiting.coach": lambda: _gatherings(
        series.CLAIRE,
        holding=(series.sheet(series.series(MIXED)),),
        to_settle=(
            BARE,
            NOBODY,
            series.later(PEERS, 1, number=22, announced_at=NOW),
            series.later(series.sheet(series.series(SEMINAR)), 3, number=23),
        ),
        led=(OVER,),
        orphaned=(OrphanedSeries(series.series(PAIRS), series.GONE, None),),
    ),
    "home.awaiting.committee": lambda: _home(
        replace(CLAIRE, memberships=COACH), evaluation_lines.home_lines(None, [led_by()], now=committee.NOW)
    ),
    "home.awaiting.mentoring": lambda: _mentoring(
        mentoring.LEA,
        LATER,
        check_ins=((RUNNING, RUNNING.sessions[0]),),
        to_review=((DONE, DONE.sessions[-1]),),
        declined=(mentoring.sheet(CycleState.DECLINED, reason="Je suis en congé."),),
    ),
    "home.awaiting.mentor": lambda: _mentoring(mentoring.MAYA, LATER, to_review=((DONE, None),)),
    "home.awaiting.coaching": lambda: _mentoring(
        replace(CLAIRE, memberships=COACH),
        orphaned=((mentoring.sheet(CycleState.RUNNING), GONE_MAYA),),
    ),
    "home.awaiting.unanswered": lambda: _mentoring(replace(CLAIRE, memberships=COACH), unanswered=(LAPSED,)),
    "home.awaiting.swap": lambda: _home(
        DAVID, listing.home_lines(Helpdesk(swaps=(swap_of(SwapState.OPEN),)), (), viewer_id=DAVID.id, now=NOW)
    ),
    "home.awaiting.helpdesk-orphaned": lambda: _home(
        replace(CLAIRE, memberships=COACH),
        listing.home_lines(Helpdesk(orphaned=((BOTH, GONE_CLAIRE),)), (), viewer_id=CLAIRE.id, now=NOW),
    ),
    "home.awaiting.help": lambda: _home(
        CLAIRE,
        [
            *message_lines(helping_views.help_request_message(ASK, ASKER)),
            *message_lines(helping_views.still_true_message(PHASE)),
        ],
    ),
    "home.awaiting.after": lambda: _home(
        LEA, [reminder_views.awaiting_line(replace(ONE, starts=NOW - timedelta(days=1)), now=NOW)]
    ),
    "home.awaiting.arrivals": lambda: _home(replace(CLAIRE, memberships=COACH), views.arrivals_lines([OPEN])),
    "home.awaiting.no-arrival": lambda: _home(CLAIRE, views.arrivals_lines([])),
    "home.more_awaits": lambda: home_texts.more_awaits(3),
    "home.more_awaits.one": lambda: home_texts.more_awaits(1),
    "agenda.past": lambda: agenda_views.history_modal(PAST, now=NOW),
    "agenda.past.own": lambda: agenda_views.history_modal(OWN_PAST, now=NOW),
    "agenda.past.long": lambda: agenda_views.history_modal(LONG_PAST, now=NOW),
    "agenda.past.nothing": lambda: agenda_views.history_modal(_past(), now=NOW),
    "agenda.week": lambda: agenda_views.week_message(
        OUTLINES, LEA, now=OUTLINES[0].appointment.starts - timedelta(days=1)
    ),
    "agenda.week.held": lambda: agenda_views.week_message([HELD], LEA, now=HELD.appointment.starts - timedelta(days=1)),
    "agenda.week.later": lambda: agenda_views.week_message(CROWD[:2], LEA, now=NOW - timedelta(days=9)),
    "agenda.week.nothing": lambda: agenda_views.week_message(
        [], replace(LEA, memberships=(Membership(Role.COACH),)), now=NOW
    ),
    "listing.needs": lambda: listing.needs_modal([SHEET, BOTH], CLAIRE.id, now=NOW),
    "listing.needs.none": lambda: listing.needs_modal([], CLAIRE.id, now=NOW),
    "listing.needs.many": lambda: listing.needs_modal([SHEET] * 14, CLAIRE.id, now=NOW),
    "home.awaiting.no-promotion": _preparing,
    "home.awaiting.preparing": lambda: _preparing(PREPARED),
}
