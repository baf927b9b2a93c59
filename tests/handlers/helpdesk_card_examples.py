"""Fixed values for the card of a bureau d'aide, its news, and the forms that change it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Clash, Part, Participant, Reply, State
from bot.agenda.slots import Slot
from bot.helpdesk.model import ChangeResult, Document, NeedKind, Paper, RankReason, Request, RequestSheet
from bot.programme.model import Defi, Membership, Person
from bot.programme.roles import Role
from handlers.helpdesk import card_views, news_views
from handlers.helpdesk.changes import views as changes_views
from handlers.helpdesk.changes.forms import ChangeMetadata
from handlers.helpdesk.paper import views as paper_views
from handlers.helpdesk.slots import slot_taken_error
from handlers.kit.blocks import Message, message
from handlers.kit.gestures import texts as gesture_texts
from handlers.kit.gestures import views as gestures

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)  # 14 h
HOUR = timedelta(hours=1)
BATCH = "00000000-0000-4000-8000-000000000001"
ROOM = "https://visio.numerique.gouv.fr/abc-defg-hij"  # of Visio: its host opens it
HOSTILE = "Relire <!channel> & <@U0AUTRE> : *gras*, 1 < 2"

CARTE = Defi(1, 1, "Carte Vive", "Bureau des cartes")
RELAIS = Defi(2, 1, "Relais & Cie", "Bureau des relais", documents_by_link=True)
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
TWO = _session(8, STARTS + timedelta(days=7))
REQUEST = Request(1, 1, 1, "Relire notre plan d’expérimentation.", RankReason.CHOSEN, NeedKind.PLAN, guest_ids=(2,))
SHEET = RequestSheet(REQUEST, CARTE, (ONE,), PEOPLE)
FILE = Paper(Document.FILE, "F0PLAN", "plan & annexes.pdf")
LINKED = Paper(Document.LINK, "https://docs.example.org/plan?a=1&b=2|3")
SPECIALIST = (*TRIO, Participant(5, Part.EXPERT, sees_need=False))


def _cancelled(one: Appointment, **other: Any) -> Appointment:  # noqa: ANN401 - any field of it
    return replace(one, state=State.CANCELLED, revision=1, **other)


def _with(paper: Paper) -> RequestSheet:
    return replace(SHEET, request=replace(REQUEST, paper=paper))


SEVERAL = replace(
    SHEET,
    sessions=(
        _session(6, NOW - timedelta(days=3)),
        _cancelled(_session(9, NOW + timedelta(days=1))),
        replace(
            ONE, reason="Claire est en déplacement <ce jour-là>", revision=1, changed_at=NOW, participants=SPECIALIST
        ),
        replace(TWO, participants=SPECIALIST),
    ),
)
BOTH = replace(SHEET, sessions=(ONE, TWO))
THREE = replace(SHEET, sessions=(ONE, TWO, replace(TWO, id=9)))
GONE = replace(SHEET, sessions=(_cancelled(ONE, reason="Je suis en formation"),))
TO_CONFIRM = replace(
    SHEET,
    request=replace(REQUEST, answer_by=NOW + timedelta(days=2)),
    sessions=(replace(ONE, state=State.HELD, revision=3), replace(TWO, state=State.HELD)),
)
BOTH_GONE = replace(SHEET, sessions=(_cancelled(ONE), _cancelled(TWO)))
SAMI_LEFT = replace(
    SHEET, sessions=(replace(ONE, participants=(TRIO[0], replace(TRIO[1], reply=Reply.LEFT), TRIO[2])),)
)
SAMI_LEFT_ONE = replace(BOTH, sessions=(SAMI_LEFT.sessions[0], TWO))
SAMI_LEFT_BOTH = replace(
    BOTH, sessions=tuple(replace(one, participants=SAMI_LEFT.sessions[0].participants) for one in (ONE, TWO))
)
NOBODY = replace(
    SHEET,
    sessions=(_cancelled(ONE, participants=(*(replace(each, reply=Reply.LEFT) for each in TRIO[:2]), TRIO[2])),),
)
HANDED = replace(
    SHEET,
    sessions=(replace(ONE, participants=(*TRIO[:2], replace(TRIO[2], reply=Reply.LEFT), Participant(4, Part.HOST))),),
)
HANDED_HELD = replace(TO_CONFIRM, sessions=(replace(HANDED.sessions[0], state=State.HELD),))
HOSTED_BY_TWO = replace(SHEET, sessions=(replace(ONE, participants=(*SPECIALIST, Participant(4, Part.HOST))),))
HOSTILE_SHEET = replace(
    SHEET,
    request=replace(REQUEST, need=HOSTILE),
    defi=RELAIS,
    sessions=(replace(ONE, reason="<!here> & co", revision=1, changed_at=NOW),),
)
BEFORE = {7: int((STARTS - timedelta(days=1)).timestamp()), 8: int(TWO.starts.timestamp())}
SLOTS = tuple(
    Slot(int(datetime(2026, 5, day, hour, minute, tzinfo=UTC).timestamp()), (3,))
    for day, hour, minute in ((5, 7, 0), (5, 8, 15), (6, 12, 0), (14, 7, 0))
)
CARRIED = ChangeMetadata(1, BATCH)
ALONE = ChangeMetadata(1, BATCH, 7)
UNDOABLE = ChangeResult(SHEET, BATCH, NOW + timedelta(minutes=2))


def _card(sheet: RequestSheet, viewer: Person, *, undo: str | None = None, now: datetime = NOW) -> Message:
    return card_views.card(sheet, viewer.id, preparation="Écrire son besoin.", undo_id=undo, now=now)


def _because(reason: RankReason) -> Message:
    return _card(replace(SHEET, request=replace(REQUEST, reason=reason, host_id=3, kind=NeedKind.UNKNOWN)), LEA)


def _told(drawn: Message | None) -> Message:
    assert drawn is not None
    return drawn


def _moved(sheet: RequestSheet) -> Message:
    return _told(news_views.moved_message(sheet, SAMI.id, known=BEFORE, by=CLAIRE, now=NOW))


def _gone(sheet: RequestSheet, viewer: Person, by: Person | None = LEA, **why: bool) -> Message:
    known = {7: int(STARTS.timestamp()), 8: BEFORE[8]}
    return _told(news_views.cancelled_message(sheet, viewer.id, known=known, by=by, **why, now=NOW))


def _added(ids: tuple[int, ...]) -> Message:
    return _told(news_views.added_message(BOTH, SAMI.id, appointment_ids=ids, by=LEA, now=NOW))


def _left(sheet: RequestSheet, ids: tuple[int, ...]) -> Message:
    return _told(news_views.left_message(sheet, CLAIRE.id, appointment_ids=ids, person=SAMI, now=NOW))


def _agreed(viewer: Person, by: Person = CLAIRE) -> Message:
    return _told(news_views.agreed_message(SHEET, viewer.id, appointment_ids=(7,), host=CLAIRE, by=by, now=NOW))


def _handed(viewer: Person, sheet: RequestSheet = HANDED) -> Message:
    return _told(news_views.handed_message(sheet, viewer.id, appointment_ids=(7,), giver=CLAIRE, taker=DAVID, now=NOW))


def _joined(who: Person) -> Message:
    return _told(news_views.joined_message(HOSTED_BY_TWO, LEA.id, appointment_ids=(7,), who=who, now=NOW))


def _move_form(sheet: RequestSheet, **other: Any) -> dict[str, Any]:  # noqa: ANN401 - what the form takes
    given: dict[str, Any] = {"slots": dict.fromkeys((7, 8), SLOTS), "chosen_starts": {}, **other}
    return changes_views.move_form(sheet, CARRIED, **given, now=NOW)


def _rest_form(*, slots: tuple[Slot, ...] | None) -> Drawn:
    return changes_views.move_rest_form(BOTH, CARRIED, sessions=BOTH.standing, slots=slots, now=NOW)


CLAIRE_HANDED = replace(
    SHEET,
    sessions=(
        replace(
            ONE,
            participants=(*TRIO[:2], Participant(3, Part.HOST, Reply.LEFT), Participant(4, Part.HOST)),
        ),
    ),
)
TAGS = ("competence:logiciel-libre", "valeur:logiciel-libre", "valeur:co-construction")


def _leave_form(coming: list[Appointment], *, now: datetime) -> Drawn:
    others = ["Claire Morel", "Léa Martin"]
    return gestures.leave_form("helpdesk.left", "bureau d’aide", sessions=coming, thing_id=1, others=others, now=now)


def _gone_from(left: list[Appointment], *, now: datetime) -> Drawn:
    return gestures.left_modal("bureau d’aide", left, return_action="helpdesk.come_back", thing_id=1, now=now)


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "card.card.booker": lambda: _card(SHEET, LEA),
    "card.card.to-confirm": lambda: _card(TO_CONFIRM, LEA),
    "card.card.to-confirm.host": lambda: _card(TO_CONFIRM, CLAIRE),
    "card.card.one-to-confirm": lambda: _card(replace(TO_CONFIRM, sessions=(ONE, TO_CONFIRM.sessions[1])), CLAIRE),
    "card.card.to-choose.host": lambda: _card(replace(TO_CONFIRM, proposed={7: 3, 8: 3}), CLAIRE),
    "card.card.tags": lambda: _card(replace(SHEET, sessions=(replace(ONE, tags=TAGS),)), LEA),
    "card.card.tags.guessed": lambda: _card(
        replace(SHEET, request=replace(SHEET.request, need="Un audit RGAA de notre API")), CLAIRE
    ),
    "card.card.guest": lambda: _card(SHEET, SAMI),
    "card.card.host": lambda: _card(_with(FILE), CLAIRE),
    "card.card.host.opens": lambda: _card(replace(SHEET, sessions=(replace(ONE, link=ROOM),)), CLAIRE),
    "card.card.guest-file": lambda: _card(_with(FILE), SAMI),
    "card.card.link": lambda: _card(_with(LINKED), SAMI),
    "card.card.spoken": lambda: _card(_with(Paper(Document.SPOKEN)), CLAIRE),
    "card.card.several": lambda: _card(SEVERAL, LEA),
    "card.card.specialist": lambda: _card(SEVERAL, NORA),
    "card.card.two-hosts": lambda: _card(HOSTED_BY_TWO, LEA),
    "card.card.left": lambda: _card(SAMI_LEFT, SAMI),
    "card.card.one-left-by-another": lambda: _card(SAMI_LEFT_ONE, CLAIRE),
    "card.card.left-one": lambda: _card(SAMI_LEFT_ONE, SAMI),
    "card.card.handed": lambda: _card(CLAIRE_HANDED, CLAIRE),
    "card.card.cancelled.host": lambda: _card(GONE, CLAIRE),
    "card.card.cancelled": lambda: _card(GONE, LEA),
    "card.card.cancelled-both": lambda: _card(BOTH_GONE, CLAIRE),
    "card.card.running": lambda: _card(SHEET, SAMI, now=STARTS),
    "card.card.past": lambda: _card(SHEET, LEA, now=STARTS + HOUR),
    "card.card.hostile": lambda: _card(HOSTILE_SHEET, CLAIRE),
    "card.card.undoable": lambda: _card(SHEET, LEA, undo=BATCH),
    "card.card.undoable-soon": lambda: _card(BOTH, CLAIRE, undo=BATCH, now=STARTS - timedelta(minutes=30)),
    "card.card.undoable-cancelled": lambda: _card(GONE, LEA, undo=BATCH),
    "card.card.expertise": lambda: _because(RankReason.EXPERTISE),
    "card.card.own-format": lambda: _card(
        replace(
            SHEET, request=replace(REQUEST, format_key="rdv-droit"), what="rendez-vous «\u00a0Conseil juridique\u00a0»"
        ),
        CLAIRE,
    ),
    "card.card.own-coach": lambda: _because(RankReason.OWN_COACH),
    "card.card.least-booked": lambda: _because(RankReason.LEAST_BOOKED),
    "card.card.free": lambda: _because(RankReason.FREE),
    "card.channel": lambda: card_views.channel_message(SHEET, now=NOW),
    "card.channel.several": lambda: card_views.channel_message(BOTH, now=NOW),
    "card.channel.cancelled": lambda: card_views.channel_message(GONE, now=NOW),
    "card.channel.to-confirm": lambda: card_views.channel_message(TO_CONFIRM, now=NOW),
    "news.added": lambda: _added((8,)),
    "news.added.several": lambda: _added((7, 8)),
    "news.moved": lambda: _moved(replace(SHEET, sessions=(replace(ONE, reason="Claire est en déplacement"),))),
    "news.moved.to-confirm": lambda: _moved(replace(TO_CONFIRM, sessions=(replace(ONE, state=State.HELD),))),
    "news.moved.several": lambda: _moved(
        replace(BOTH, sessions=(ONE, replace(TWO, starts=TWO.starts + HOUR, ends=TWO.ends + HOUR)))
    ),
    "news.cancelled.guest": lambda: _gone(GONE, SAMI),
    "news.cancelled.host": lambda: _gone(GONE, CLAIRE),
    "news.declined": lambda: _gone(GONE, LEA, CLAIRE, was_agreed=False),
    "news.no-more-host": lambda: _gone(GONE, CLAIRE, CLAIRE, was_agreed=False),
    "news.lapsed": lambda: _gone(BOTH_GONE, CLAIRE, None, was_agreed=False),
    "news.unchosen": lambda: _gone(BOTH_GONE, LEA, CLAIRE, unchosen=True),
    "news.unchosen.host": lambda: _gone(GONE, CLAIRE, CLAIRE, unchosen=True),
    "news.agreed": lambda: _agreed(LEA),
    "news.agreed.for-host": lambda: _agreed(LEA, by=DAVID),
    "news.agreed.for-you": lambda: _agreed(CLAIRE, by=DAVID),
    "news.cancelled.several": lambda: _gone(BOTH_GONE, CLAIRE, None),
    "news.cancelled.nobody-left": lambda: _gone(NOBODY, CLAIRE, SAMI),
    "news.left": lambda: _left(SAMI_LEFT, (7,)),
    "news.left.several": lambda: _left(SAMI_LEFT_BOTH, (7, 8)),
    "news.came": lambda: _told(
        news_views.came_back_message(BOTH, CLAIRE.id, appointment_ids=(7, 8), person=SAMI, now=NOW)
    ),
    "news.handed": lambda: _handed(LEA),
    "news.handed.giver": lambda: _handed(CLAIRE),
    "news.handed.taker": lambda: _handed(DAVID),
    "news.handed.to-confirm": lambda: _handed(LEA, HANDED_HELD),
    "news.handed.to-confirm.giver": lambda: _handed(CLAIRE, HANDED_HELD),
    "news.handed.to-confirm.taker": lambda: _handed(DAVID, HANDED_HELD),
    "news.held": lambda: _told(news_views.held_message(SHEET, LEA.id, by=CLAIRE, now=NOW)),
    "news.joined.again": lambda: _told(
        news_views.joined_message(HOSTED_BY_TWO, DAVID.id, appointment_ids=(7,), who=DAVID, now=NOW)
    ),
    "news.joined.too": lambda: _told(news_views.joined_message(BOTH, SAMI.id, appointment_ids=(8,), who=SAMI, now=NOW)),
    "news.joined.specialist": lambda: _joined(NORA),
    "news.joined.coach": lambda: _joined(DAVID),
    "news.lost": lambda: _told(news_views.paper_lost_message(SHEET, now=NOW)),
    "changes.move_form": lambda: _move_form(SHEET),
    "changes.move_form.several": lambda: _move_form(BOTH),
    "changes.move_form.chosen-in-another-week": lambda: _move_form(
        BOTH, chosen_starts={8: SLOTS[3].starts}, monday=date(2026, 5, 4)
    ),
    "changes.move_form.each-its-own": lambda: _move_form(
        BOTH, slots={7: SLOTS[1:], 8: SLOTS[3:]}, chosen_starts={8: SLOTS[0].starts}, monday=date(2026, 5, 4)
    ),
    "changes.move_form.nothing-free": lambda: _move_form(SHEET, slots={}),
    "changes.move_form.nothing-free-several": lambda: _move_form(BOTH, slots={}),
    "changes.move_form.asks": lambda: _move_form(SHEET, hosts=[CLAIRE]),
    "changes.move_form.asks-two": lambda: _move_form(SHEET, hosts=[CLAIRE, DAVID]),
    "changes.rest_form": lambda: _rest_form(slots=SLOTS),
    "changes.rest_form.freely": lambda: _rest_form(slots=None),
    "changes.rest_form.nothing-free": lambda: _rest_form(slots=()),
    "changes.rest_form.of-others": lambda: changes_views.move_rest_form(
        THREE, CARRIED, sessions=[ONE, TWO], slots=None, now=NOW
    ),
    "changes.move_freely_form": lambda: changes_views.move_freely_form(BOTH, CARRIED, sessions=[ONE, TWO], now=NOW),
    "changes.move_freely_form.one": lambda: changes_views.move_freely_form(SHEET, CARRIED, sessions=[ONE], now=NOW),
    "changes.cancel_form": lambda: changes_views.cancel_form(SHEET, ALONE, now=NOW),
    "changes.decline_form": lambda: changes_views.cancel_form(SHEET, ALONE, host_declines=True, now=NOW),
    "changes.decline_form.several": lambda: changes_views.cancel_form(BOTH, CARRIED, host_declines=True, now=NOW),
    "changes.cancel_form.several": lambda: changes_views.cancel_form(BOTH, CARRIED, ticked_id=8, now=NOW),
    "changes.leave_form": lambda: _leave_form([ONE], now=NOW),
    "changes.moved": lambda: changes_views.moved_modal(UNDOABLE, [7], now=NOW),
    "changes.moved.several": lambda: changes_views.moved_modal(replace(UNDOABLE, sheet=BOTH), [7, 8], now=NOW),
    "changes.moved.asked": lambda: changes_views.moved_modal(replace(UNDOABLE, sheet=TO_CONFIRM), [7], now=NOW),
    "changes.moved.asked-at-once": lambda: changes_views.moved_modal(
        ChangeResult(TO_CONFIRM, BATCH, None), [7], now=NOW
    ),
    "changes.cancelled": lambda: changes_views.cancelled_modal(replace(UNDOABLE, sheet=GONE), [7], now=NOW),
    "changes.cancelled.declined": lambda: changes_views.cancelled_modal(
        ChangeResult(GONE, BATCH, None), [7], host_declines=True, now=NOW
    ),
    "changes.cancelled.at-once": lambda: changes_views.cancelled_modal(ChangeResult(GONE, BATCH, None), [7], now=NOW),
    "changes.leave_form.several": lambda: _leave_form([ONE, TWO], now=NOW),
    "changes.leave_form.imminent": lambda: _leave_form([ONE], now=STARTS - timedelta(minutes=9)),
    "changes.gone": lambda: _gone_from([ONE, TWO], now=NOW),
    "changes.gone.imminent": lambda: _gone_from([ONE], now=STARTS - timedelta(minutes=9)),
    "changes.return_form": lambda: gestures.return_form("helpdesk.came", [ONE, TWO], thing_id=1, now=NOW),
    "changes.came": lambda: gestures.returned_message("bureau d’aide", [ONE, TWO], now=NOW),
    "changes.still_taken": lambda: gestures.time_taken_message([Clash(2, STARTS, STARTS + HOUR)], now=NOW),
    "changes.still_taken.busy": lambda: gestures.time_taken_message([], now=NOW),
    **{f"changes.no_way_back.{code}": partial(message, said) for code, said in gesture_texts.NO_WAY_BACK.items()},
    "changes.calendar": lambda: gestures.calendar_files_message(1, offer_feed=False),
    "changes.calendar.first": lambda: gestures.calendar_files_message(2, offer_feed=True),
    "changes.calendar.nothing": lambda: gestures.calendar_files_message(0, offer_feed=True),
    "changes.left_before": lambda: message(gesture_texts.LEFT_BEFORE),
    "slots.left.same-day": lambda: slot_taken_error(SLOTS, datetime(2026, 5, 5, 9, 0, tzinfo=UTC), minutes=60, now=NOW),
    "slots.left.other-days": lambda: slot_taken_error(SLOTS, STARTS, minutes=60, now=NOW),
    "slots.left.nothing": lambda: slot_taken_error((), STARTS, minutes=60, now=NOW),
    "paper.paper_form": lambda: paper_views.paper_form(SHEET),
    "paper.paper_form.by-link": lambda: paper_views.paper_form(
        replace(SHEET, defi=RELAIS, request=replace(REQUEST, paper=LINKED))
    ),
    "paper.gave.file": lambda: paper_views.paper_sent_modal(_with(FILE)),
    "paper.gave.link": lambda: paper_views.paper_sent_modal(_with(LINKED)),
    "paper.gave.spoken": lambda: paper_views.paper_sent_modal(_with(Paper(Document.SPOKEN))),
}
