"""Fixed values for what hosts and coaches do about a bureau d'aide, and what people are told of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, Reply, State
from bot.catalogue.eleven import FORMATS
from bot.helpdesk.model import (
    ChangeResult,
    Document,
    NeedKind,
    Paper,
    Proposal,
    ProposalState,
    RankReason,
    Request,
    RequestSheet,
    Swap,
    SwapState,
)
from bot.helpdesk.swaps import SwapChoices, SwapSheet
from bot.programme.model import Actor, Defi, Membership, Person
from bot.programme.roles import Role
from handlers.helpdesk import news_views
from handlers.helpdesk.calls import views as calls_views
from handlers.helpdesk.hosting import views as hosting_views
from handlers.helpdesk.listeners import card_blocks
from handlers.helpdesk.swaps import views as swap_views
from handlers.kit import told
from handlers.kit.blocks import Message
from handlers.kit.told import put_actions_first

DESK = FORMATS["bureau-aide"]

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)  # 14 h
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BATCH = "00000000-0000-4000-8000-000000000001"

CARTE = Defi(1, 1, "Carte Vive", "Bureau des cartes")
RELAIS = Defi(2, 1, "Relais & Cie", "Bureau des relais")
LEA = Person(1, "Léa Martin", memberships=(Membership(Role.EIG, 1, 1),))
SAMI = Person(2, "Sami Haddad", memberships=(Membership(Role.EIG, 1, 1),))
CLAIRE = Person(3, "Claire Morel", memberships=(Membership(Role.COACH, 1),))
DAVID = Person(4, "David Nguyen", memberships=(Membership(Role.COACH, 1),))
NORA = Person(5, "Nora Petit", memberships=(Membership(Role.EXPERT),))
PEOPLE = {person.id: person for person in (LEA, SAMI, CLAIRE, DAVID, NORA)}
TRIO = (Participant(1, Part.BOOKER), Participant(2, Part.GUEST), Participant(3, Part.HOST))


def _session(number: int, starts: datetime, **other: Any) -> Appointment:  # noqa: ANN401 - any field of it
    plain = Appointment(
        number,
        f"00000000-0000-4000-8000-00000000000{number}",
        "bureau-aide",
        1,
        1,
        starts,
        starts + HOUR,
        State.CONFIRMED,
        0,
        "https://visio.example.org/carte-vive",
        TRIO,
    )
    return replace(plain, **other)


ONE = _session(7, STARTS)
TWO = _session(8, STARTS + 7 * DAY)
REQUEST = Request(1, 1, 1, "Relire notre plan d’expérimentation.", RankReason.CHOSEN, NeedKind.PLAN, guest_ids=(2,))
SHEET = RequestSheet(REQUEST, CARTE, (ONE,), PEOPLE)
BOTH = replace(SHEET, sessions=(ONE, TWO))
SPOKEN = replace(SHEET, request=replace(REQUEST, paper=Paper(Document.SPOKEN)))
WITH_FILE = replace(SHEET, request=replace(REQUEST, paper=Paper(Document.FILE, "F0PLAN", "plan & annexes.pdf")))
WITH_NORA = replace(SHEET, sessions=(replace(ONE, participants=(*TRIO, Participant(5, Part.EXPERT))),))
TO_CONFIRM = replace(
    SHEET,
    request=replace(REQUEST, answer_by=NOW + 2 * DAY),
    sessions=(replace(ONE, state=State.HELD),),
)
WANTED = replace(
    SHEET,
    sessions=(replace(ONE, participants=(*TRIO, Participant(5, Part.EXPERT, Reply.ASKED, sees_need=False))),),
)
HANDED = replace(
    SHEET,
    sessions=(replace(ONE, participants=(*TRIO[:2], replace(TRIO[2], reply=Reply.LEFT), Participant(4, Part.HOST))),),
)
GONE = replace(SHEET, sessions=(replace(ONE, state=State.CANCELLED),))
CALL = replace(SHEET, sessions=(), request=replace(REQUEST, wished="Mardi ou jeudi matin, jusqu’à fin mai", sessions=2))
TAKEN = replace(
    CALL, request=replace(CALL.request, taken_by=3, paper=Paper(Document.LINK, "https://docs.example.org/"))
)
HOSTILE = replace(
    TAKEN,
    defi=RELAIS,
    request=replace(
        TAKEN.request,
        kind=NeedKind.UNKNOWN,
        need="& " * 1500,
        wished="<!channel> & <@U0AUTRE>" * 10,
        paper=Paper(Document.FILE, "F0PLAN", "plan <1> & annexes.pdf"),
    ),
)
FILE_LATER = replace(TAKEN, request=replace(TAKEN.request, paper=Paper()))
FILE_SPOKEN = replace(TAKEN, request=replace(TAKEN.request, paper=Paper(Document.SPOKEN)))


def batch_of(appointment_id: int | None, *states: ProposalState) -> list[Proposal]:
    return [
        Proposal(number, BATCH, 1, appointment_id, 3, STARTS + number * DAY, state)
        for number, state in enumerate(states, start=1)
    ]


OPEN, PASSED, CHOSEN = ProposalState.OPEN, ProposalState.PASSED, ProposalState.CHOSEN
MOVED = replace(SHEET, sessions=(replace(ONE, starts=STARTS + 2 * DAY, ends=STARTS + 2 * DAY + HOUR),))


def _told(drawn: Message | None) -> Message:
    assert drawn is not None
    return drawn


def _taken(sheet: RequestSheet, times: Sequence[Proposal] = (), viewer: int = 3) -> Message:
    return _told(calls_views.taken_request_message(sheet, viewer, open_proposals=times, is_posted=True, now=NOW))


def _proposed(sheet: RequestSheet, batch: Sequence[Proposal], host: Person | None = CLAIRE) -> Message:
    return _told(calls_views.proposed_message(sheet, batch, host=host, is_posted=True, now=NOW))


def _declined(sheet: RequestSheet, appointment_id: int | None) -> Message:
    return _told(
        calls_views.declined_message(sheet, batch_of(appointment_id, PASSED, PASSED), open_proposals=(), now=NOW)
    )


def _asks(sheet: RequestSheet, *, answer: bool | None) -> Message:
    return _told(news_views.share_need_message(sheet, NORA, answer=answer, is_posted=True, now=NOW))


def _wanted(sheet: RequestSheet, until: datetime | None = None) -> Message:
    ids = [session.id for session in sheet.sessions]
    return _told(
        news_views.specialist_message(
            sheet, NORA.id, appointment_ids=ids, by=CLAIRE, until=until, is_posted=True, now=NOW
        )
    )


def _stays_out(*, late: bool) -> Message:
    ids = [session.id for session in SHEET.sessions]
    return _told(news_views.stays_away_message(SHEET, NORA, appointment_ids=ids, is_late=late, now=NOW))


def _opened(sheet: RequestSheet, who: Person, *, batch: str | None = None, now: datetime = NOW) -> Drawn:
    drawn = card_blocks(sheet, Actor("U0", who), preparation="Écrire son besoin.", batch=batch, now=now)
    return told.opened_modal("Bureau d’aide", put_actions_first(drawn), metadata="bureau-aide 1")


GONE_CLAIRE = replace(CLAIRE, memberships=())


def _orphaned(sheet: RequestSheet, host: Person = GONE_CLAIRE) -> Message:
    return _told(news_views.orphaned_message(sheet, host, posted=True, now=NOW))


SWAP = Swap(1, 1, 3, 4, 7, STARTS, 8, STARTS + 7 * DAY, NOW + DAY, SwapState.OPEN)
OTHER = replace(SHEET, defi=RELAIS, sessions=(TWO,))
CHOICES = SwapChoices(BOTH, (ONE, TWO), ((DAVID, (TWO,)),), {})
OVER = [state for state in SwapState if state is not SwapState.OPEN]


def swap_of(state: SwapState, *, alone: bool = False) -> SwapSheet:
    swap, hours = replace(SWAP, state=state), ((SHEET, ONE), (OTHER, TWO))
    if alone:
        return SwapSheet(replace(swap, returned_id=None, returned_starts=None), CLAIRE, DAVID, hours[:1])
    return SwapSheet(swap, CLAIRE, DAVID, hours)


def _question(state: SwapState, *, alone: bool = False) -> Message:
    return _told(swap_views.question_message(swap_of(state, alone=alone), is_posted=True, now=NOW))


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "hosting.opened.host": lambda: _opened(SHEET, CLAIRE),
    "hosting.opened.host-asked": lambda: _opened(WANTED, CLAIRE),
    "hosting.opened.to-confirm": lambda: _opened(TO_CONFIRM, DAVID),
    "hosting.opened.booker": lambda: _opened(SHEET, LEA, batch=BATCH),
    "hosting.opened.booker-spoken": lambda: _opened(SPOKEN, LEA),
    "hosting.opened.guest": lambda: _opened(SHEET, SAMI),
    "hosting.opened.coach": lambda: _opened(SHEET, DAVID),
    "hosting.opened.handed": lambda: _opened(HANDED, CLAIRE),
    "hosting.opened.cancelled": lambda: _opened(GONE, LEA),
    "hosting.opened.file": lambda: _opened(WITH_FILE, CLAIRE),
    "hosting.opened.over": lambda: _opened(SHEET, LEA, now=STARTS + timedelta(days=1)),
    "hosting.propose_form": lambda: hosting_views.propose_form(SHEET, BATCH, now=NOW),
    "hosting.propose_form.several": lambda: hosting_views.propose_form(BOTH, BATCH, now=NOW),
    "hosting.propose_form.call": lambda: hosting_views.propose_form(TAKEN, BATCH, now=NOW),
    "hosting.propose_form.with-another": lambda: hosting_views.propose_form(TAKEN, BATCH, hosts=[DAVID], now=NOW),
    "hosting.hand_over_form": lambda: hosting_views.hand_over_form(
        BOTH, CLAIRE.id, giver_id=CLAIRE.id, colleagues=[DAVID], now=NOW
    ),
    "hosting.hand_over_form.for-the-host": lambda: hosting_views.hand_over_form(
        SHEET, DAVID.id, giver_id=CLAIRE.id, colleagues=[DAVID], now=NOW
    ),
    "hosting.already_handed": lambda: hosting_views.already_handed_over_modal(SHEET, CLAIRE.id),
    "hosting.hand_over_form.nobody": lambda: hosting_views.hand_over_form(
        SHEET, CLAIRE.id, giver_id=CLAIRE.id, colleagues=[], now=NOW
    ),
    "hosting.invite_form": lambda: hosting_views.invite_form(BOTH, [DAVID, NORA], now=NOW),
    "hosting.invite_form.coaches": lambda: hosting_views.invite_form(SHEET, [DAVID], now=NOW),
    "hosting.invite_form.nobody": lambda: hosting_views.invite_form(SHEET, [], now=NOW),
    "hosting.note_form": lambda: hosting_views.note_form(SHEET, BATCH),
    "hosting.link_form": lambda: hosting_views.link_form(SHEET, now=NOW),
    "hosting.proposed": lambda: hosting_views.proposed_modal([one.starts for one in batch_of(7, OPEN, OPEN)], now=NOW),
    "hosting.handed": lambda: hosting_views.handed_over_modal(HANDED, DAVID, now=NOW),
    "hosting.handed.to-confirm": lambda: hosting_views.handed_over_modal(TO_CONFIRM, CLAIRE, now=NOW),
    "hosting.invited.specialist": lambda: hosting_views.invited_modal(WITH_NORA, NORA, now=NOW),
    "hosting.invited.asked": lambda: hosting_views.invited_modal(WANTED, NORA, now=NOW),
    "hosting.invited.coach": lambda: hosting_views.invited_modal(HANDED, DAVID, now=NOW),
    "hosting.noted": hosting_views.note_sent_modal,
    "hosting.linked": hosting_views.link_set_modal,
    "swaps.form": lambda: swap_views.swap_form(replace(CHOICES, mine=(ONE,)), BATCH, now=NOW),
    "swaps.form.several": lambda: swap_views.swap_form(CHOICES, BATCH, first_shown_id=TWO.id, now=NOW),
    "swaps.form.nobody": lambda: swap_views.swap_form(replace(CHOICES, colleagues=()), BATCH, now=NOW),
    "swaps.asked": lambda: swap_views.swap_asked_modal(swap_of(SwapState.OPEN), now=NOW),
    "swaps.question": lambda: _question(SwapState.OPEN),
    "swaps.question.alone": lambda: _question(SwapState.OPEN, alone=True),
    "swaps.question.over": lambda: _told(
        swap_views.question_message(swap_of(SwapState.OPEN), is_posted=True, now=NOW + DAY)
    ),
    **{f"swaps.question.{state}": partial(_question, state) for state in OVER},
    **{f"swaps.ended.{state}": partial(swap_views.swap_ended_message, swap_of(state), now=NOW) for state in OVER},
    "swaps.ended.agreed.alone": lambda: swap_views.swap_ended_message(swap_of(SwapState.AGREED, alone=True), now=NOW),
    "calls.call_form": lambda: calls_views.call_form(BATCH),
    "calls.called": calls_views.coaches_asked_modal,
    "calls.waits": lambda: calls_views.waiting_list_modal(has_just_joined=True),
    "calls.waits.again": lambda: calls_views.waiting_list_modal(has_just_joined=False),
    "calls.call": lambda: _told(calls_views.call_message(CALL, is_posted=False)),
    "calls.call.taken": lambda: _told(calls_views.call_message(TAKEN, is_posted=True)),
    "calls.call.hostile": lambda: _told(
        calls_views.call_message(replace(HOSTILE, request=replace(HOSTILE.request, taken_by=None)), is_posted=False)
    ),
    "calls.taken": lambda: _taken(TAKEN),
    "calls.taken.proposed": lambda: _taken(FILE_LATER, batch_of(None, OPEN, OPEN)),
    "calls.taken.settled": lambda: _taken(replace(FILE_SPOKEN, sessions=(ONE,))),
    "calls.taken.another": lambda: _taken(TAKEN, viewer=4),
    "calls.taken.hostile": lambda: _taken(HOSTILE),
    "calls.answered": lambda: _told(calls_views.answered_message(TAKEN)),
    "calls.opened": lambda: _told(
        calls_views.free_slot_message(CARTE, LEA, help_format=DESK, host=None, starts=STARTS, now=NOW)
    ),
    "calls.opened.host": lambda: _told(
        calls_views.free_slot_message(CARTE, LEA, help_format=DESK, host=CLAIRE, starts=STARTS, now=NOW)
    ),
    "calls.opened.gone": lambda: _told(
        calls_views.free_slot_message(CARTE, LEA, help_format=DESK, host=CLAIRE, starts=None, now=NOW)
    ),
    "calls.proposed": lambda: _proposed(SHEET, batch_of(7, OPEN, OPEN, OPEN)),
    "calls.proposed.call": lambda: _proposed(TAKEN, batch_of(None, OPEN), None),
    "calls.proposed.with-another": lambda: _told(
        calls_views.proposed_message(TAKEN, batch_of(None, OPEN), host=DAVID, is_posted=False, now=NOW)
    ),
    "calls.proposed.to-confirm": lambda: _proposed(TO_CONFIRM, batch_of(7, OPEN, OPEN)),
    "calls.proposed.chosen": lambda: _proposed(MOVED, batch_of(7, PASSED, CHOSEN)),
    "calls.proposed.passed": lambda: _proposed(SHEET, batch_of(7, PASSED, PASSED)),
    "calls.proposed.cancelled": lambda: _proposed(GONE, batch_of(7, OPEN)),
    "calls.accepted": lambda: calls_views.accepted_message(
        ChangeResult(SHEET, BATCH, NOW + timedelta(minutes=2)), STARTS, now=NOW
    ),
    "calls.accepted.at-once": lambda: calls_views.accepted_message(ChangeResult(SHEET, BATCH, None), STARTS, now=NOW),
    "calls.accepted.asked": lambda: calls_views.accepted_message(
        ChangeResult(TO_CONFIRM, BATCH, None), STARTS, now=NOW
    ),
    "calls.gone": lambda: calls_views.no_longer_free_message(batch_of(7, OPEN, OPEN), now=NOW),
    "calls.gone.nothing": lambda: calls_views.no_longer_free_message((), now=NOW),
    "calls.declined": lambda: _declined(SHEET, 7),
    "calls.declined.call": lambda: _declined(TAKEN, None),
    "calls.declined.to-confirm": lambda: _declined(TO_CONFIRM, 7),
    "hosting_news.note": lambda: _told(
        news_views.note_message(
            SHEET, LEA.id, text="Merci d’apporter vos *mesures* & <vos> notes", author=CLAIRE, now=NOW
        )
    ),
    "hosting_news.wanted": lambda: _wanted(WANTED, until=NOW + 3 * DAY),
    "hosting_news.wanted.comes": lambda: _wanted(WITH_NORA),
    "hosting_news.wanted.over": lambda: _wanted(SHEET),
    "hosting_news.stays_out": lambda: _stays_out(late=False),
    "hosting_news.stays_out.late": lambda: _stays_out(late=True),
    "hosting_news.asks": lambda: _asks(WITH_NORA, answer=None),
    "hosting_news.asks.agreed": lambda: _asks(WITH_NORA, answer=True),
    "hosting_news.asks.refused": lambda: _asks(WITH_NORA, answer=False),
    "hosting_news.asks.gone": lambda: _asks(SHEET, answer=None),
    "hosting_news.orphaned": lambda: _orphaned(BOTH),
    "hosting_news.orphaned.unreachable": lambda: _orphaned(BOTH, CLAIRE),
    "hosting_news.orphaned.handed": lambda: _orphaned(HANDED),
    "hosting_news.orphaned.cancelled": lambda: _orphaned(GONE),
}
