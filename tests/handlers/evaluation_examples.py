"""Fixed values for the committees that close a phase: the form, the plan, half-days, the card and what is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, Reply, State
from bot.dates.paris import PARIS
from bot.evaluation.half_days import HalfDaysQuestion
from bot.evaluation.model import Committee, CommitteeSheet, Round
from bot.evaluation.placement import LooserRule
from bot.evaluation.plans import CommitteeChoices, CommitteeLine, CommitteePlan, CommitteeWish, DraftPlan
from bot.evaluation.weeks import halves_of
from bot.programme.model import Defi, Membership, Person, Phase, Promotion
from bot.programme.roles import Role
from handlers.evaluation.card import leading_views
from handlers.evaluation.card import texts as card_texts
from handlers.evaluation.card import views as card_views
from handlers.evaluation.planning import texts as planning_texts
from handlers.evaluation.planning import views as planning_views
from handlers.kit.blocks import Message, message
from handlers.kit.fields import TimeToConfirm
from handlers.kit.gestures import views as gestures
from handlers.kit.gestures.views import DateFormTexts
from handlers.kit.told import opened_modal, put_actions_first, undo_blocks

Drawn: TypeAlias = Message | dict[str, Any] | str

BATCH = "5e5e4a1c-0000-4000-8000-000000000001"
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=PARIS)
STARTS = datetime(2026, 6, 2, 9, 0, tzinfo=PARIS)
OVER = STARTS + timedelta(days=1)
BEFORE = datetime(2026, 6, 1, 14, 0, tzinfo=PARIS)
HOSTILE = "<!channel> & *Carte*"
WEEKS = (date(2026, 5, 25), date(2026, 6, 1))
PHASE = Phase(2, "Prouver le concept", date(2026, 3, 12), date(2026, 6, 11))
PROMOTION = Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11), phases=(PHASE,))
CARTE, RELAIS = (Defi(number, 1, name, "Bureau") for number, name in ((1, "Carte Vive"), (2, "Relais")))
HOSTILE_DEFI = Defi(3, 1, HOSTILE, "Bureau")
CLAIRE, DAVID = (Person(number, name) for number, name in ((1, "Claire Morel"), (2, "David Nguyen")))
LEA = Person(3, "Léa Martin", memberships=(Membership(Role.EIG, 1, 1),))
PAUL = Person(4, "Paul Mercier", memberships=(Membership(Role.PORTEUR, 1, 1),))
MANY = tuple(Person(100 + number, f"Personne {number:03}") for number in range(60))
PEOPLE = {one.id: one for one in (CLAIRE, DAVID, LEA, PAUL)}
LINK = "https://visio.numerique.gouv.fr/abc-defg-hij"
ROUND = Round(7, 1, 2, WEEKS, asked_at=NOW)
DRAFT = "11111111-2222-4333-8444-555555555555"
PREPARATION = "Remplir le support de la phase, en équipe"


def sheet(
    *,
    state: State = State.CONFIRMED,
    defi: Defi = CARTE,
    reason: str | None = None,
    place: str | None = None,
    reply: Reply = Reply.COMES,
) -> CommitteeSheet:
    """Give a committee that Claire leads, with Léa and Paul, who replied so."""
    parts = (Participant(1, Part.HOST), Participant(3, Part.GUEST), Participant(4, Part.GUEST, reply))
    one = Appointment(
        5,
        "comite-5",
        "comite",
        1,
        defi.id,
        STARTS,
        STARTS + timedelta(minutes=90),
        state,
        1,
        None if place else LINK,
        parts,
        reason,
        NOW,
        place,
    )
    return CommitteeSheet(Committee(9, 7, defi.id, 5), 2, one, defi, PEOPLE)


def led_by(*coaches: Person) -> CommitteeSheet:
    """Give the committee as it is when these lead it."""
    one = sheet()
    parts = (*(Participant(each.id, Part.HOST) for each in coaches), *one.appointment.participants[1:])
    return replace(one, appointment=replace(one.appointment, participants=parts))


def talk(*, reply: Reply = Reply.COMES, state: State = State.CONFIRMED) -> Appointment:
    """Give the talk around its report, two weeks later."""
    parts = (Participant(1, Part.HOST), Participant(3, Part.GUEST), Participant(4, Part.GUEST, reply))
    starts = STARTS + timedelta(days=14)
    ends = starts + timedelta(minutes=75)
    return Appointment(6, "rapport-6", "rapport", 1, 1, starts, ends, state, 1, LINK, parts, "Un pont", NOW)


def talk_led_by(*coaches: Person) -> CommitteeSheet:
    """Give the committee, which is over, with its talk as it is when these lead it."""
    one = talk()
    parts = (*(Participant(each.id, Part.HOST) for each in coaches), *one.participants[1:])
    return replace(sheet(), talk=replace(one, participants=parts))


def orphaned(of: CommitteeSheet, *, talk: bool = False, now: datetime) -> Message:
    """Draw that David leads it, or its talk, no more."""
    one = of.talk if talk and of.talk else of.appointment
    return leading_views.orphaned_message(of, one, former_host=DAVID, now=now)


def both(**values: Any) -> CommitteeSheet:  # noqa: ANN401 - of `talk`
    """Give the committee with the talk around its report."""
    return replace(sheet(), talk=talk(**values))


def tagged() -> CommitteeSheet:
    """Give the committee of which it was said what it is about."""
    keys = ("competence:mesure-d-impact", "competence:pitch-entrepreneurial", "valeur:co-construction")
    return replace(sheet(), appointment=replace(sheet().appointment, tags=keys))


def choices(*, teams: tuple[Defi, ...] = (CARTE, RELAIS), **values: Any) -> CommitteeChoices:  # noqa: ANN401 - its fields
    """Give what the form offers."""
    offered = (date(2026, 5, 18), *WEEKS, date(2026, 6, 8))
    return CommitteeChoices(PROMOTION, PHASE, offered, WEEKS, teams, (CLAIRE, DAVID), **values)


def plan(
    how: str = "best",
    *,
    lines: bool = True,
    loosened: tuple[LooserRule, ...] = (),
    **values: Any,  # noqa: ANN401 - its fields
) -> CommitteePlan:
    """Give a plan of three défis, of which the third has no date."""
    defis = {one.id: one for one in (CARTE, RELAIS, HOSTILE_DEFI)}
    made = (
        (
            CommitteeLine(1, STARTS, (1,), STARTS + timedelta(days=14)),
            CommitteeLine(2, STARTS + timedelta(hours=5), (1, 2)),
        )
        if lines
        else ()
    )
    written = DraftPlan(CommitteeWish(1, 2, WEEKS, tuple(defis)), 0, how, made, loosened)
    return CommitteePlan(DRAFT, written, defis, PEOPLE, (CLAIRE, DAVID), **values)


def asked(**values: Any) -> HalfDaysQuestion:  # noqa: ANN401 - its fields
    """Give what Léa is asked."""
    return HalfDaysQuestion(ROUND, tuple(halves_of(WEEKS, until=PROMOTION.ends_on)), **values)


def _half(day: date, *, afternoon: bool) -> int:
    return 2 * day.toordinal() + afternoon


LOOSENED = (
    LooserRule("a_day", 3),
    LooserRule("day", 3),
    LooserRule("half", 3, 3, 4, _half(date(2026, 6, 2), afternoon=True)),
)
SHUT = frozenset({_half(date(2026, 6, 2), afternoon=False)})


def _said(text: Any) -> Message:  # noqa: ANN401 - a sentence
    return message(text)


def _moved(named: DateFormTexts, *, changed: bool = True) -> Drawn:
    return gestures.moved_modal(named.name, [named.starts], has_changed=changed, now=NOW)


def _move_form(of: CommitteeSheet, *, freely: bool = True, again: TimeToConfirm | None = None) -> Drawn:
    return gestures.move_form(
        "evaluation.moved", card_views.date_form_texts(of, has_no_deadline=freely, now=NOW), to_confirm=again, now=NOW
    )


EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "planning.form": lambda: planning_views.form(choices(), DRAFT, now=NOW),
    "planning.form.one": lambda: planning_views.form(choices(teams=(HOSTILE_DEFI,)), DRAFT, now=NOW),
    "planning.form.asked-now": lambda: planning_views.form(choices(round=ROUND), DRAFT, asked_now=True, now=NOW),
    "planning.form.silent": lambda: planning_views.form(
        choices(round=ROUND, silent=(LEA, PAUL), asked=12), DRAFT, now=NOW
    ),
    "planning.form.silent.many": lambda: planning_views.form(
        choices(round=ROUND, silent=MANY, asked=60), DRAFT, now=NOW
    ),
    "planning.form.all-answered": lambda: planning_views.form(choices(round=ROUND, asked=12), DRAFT, now=NOW),
    "planning.form.booked.undo": lambda: planning_views.form(
        choices(teams=(), booked=(sheet(),)), DRAFT, batch=DRAFT, now=NOW
    ),
    "planning.form.booked": lambda: planning_views.form(choices(teams=(), booked=(sheet(),)), DRAFT, now=NOW),
    "planning.searching": planning_views.searching_modal,
    "planning.plan": lambda: planning_views.plan_modal(plan(loosened=LOOSENED, silent=(LEA,)), now=NOW),
    "planning.plan.good": lambda: planning_views.plan_modal(plan("good", without_porteur=frozenset({2})), now=NOW),
    "planning.plan.changed": lambda: planning_views.plan_modal(plan("changed"), now=NOW),
    "planning.plan.forced": lambda: planning_views.plan_modal(
        plan("changed", shut={1: (PAUL, CLAIRE)}, busy={1: (LEA,), 2: ()}), now=NOW
    ),
    "planning.plan.none": lambda: planning_views.plan_modal(plan(lines=False), now=NOW),
    "planning.plan.no-extra": lambda: planning_views.plan_modal(plan("no_extra", lines=False), now=NOW),
    "planning.plan.failed": lambda: planning_views.plan_modal(plan("failed", lines=False), now=NOW),
    "planning.plan.taken": lambda: planning_views.plan_modal(
        plan(), refused=planning_texts.TAKEN(defi=HOSTILE_DEFI.name), now=NOW
    ),
    "planning.plan.empty": lambda: planning_views.plan_modal(plan(lines=False), refused=planning_texts.EMPTY, now=NOW),
    "planning.line": lambda: planning_views.line_form(plan(), 1, now=NOW),
    "planning.line.precise": lambda: planning_views.line_form(plan(), 1, all_fields=True, now=NOW),
    "planning.line.without": lambda: planning_views.line_form(plan(), 3, now=NOW),
    "planning.booked": lambda: planning_views.booked_modal((sheet(), sheet(defi=RELAIS)), now=NOW),
    "planning.booked.undo": lambda: planning_views.booked_modal((sheet(),), batch=BATCH, now=NOW),
    "planning.undone": lambda: planning_views.undone_modal((sheet(), sheet(defi=RELAIS)), now=NOW),
    "planning.undone.too-late": lambda: planning_views.too_late_modal("Trop tard pour revenir en arrière."),
    "planning.booked.one": lambda: planning_views.booked_modal((sheet(),), now=NOW),
    "planning.outdated": lambda: planning_views.already_booked_modal((sheet(),), now=NOW),
    "half-days.question": lambda: planning_views.question_message(asked(), is_repeated=False, now=NOW),
    "half-days.question.again": lambda: planning_views.question_message(asked(), is_repeated=True, now=NOW),
    "half-days.question.answered": lambda: planning_views.question_message(
        asked(answered=True), is_repeated=False, now=NOW
    ),
    "half-days.question.dated": lambda: planning_views.question_message(
        asked(committees=(sheet(),), settled=True), is_repeated=False, now=NOW
    ),
    "half-days.question.settled": lambda: planning_views.question_message(
        asked(settled=True), is_repeated=True, now=NOW
    ),
    "half-days.question.closed": lambda: planning_views.question_message(
        replace(asked(), halves=()), is_repeated=False, now=NOW
    ),
    "half-days.form": lambda: planning_views.half_days_form(asked(busy=SHUT), now=NOW),
    "half-days.form.again": lambda: planning_views.half_days_form(asked(shut=SHUT, answered=True), now=NOW),
    "half-days.form.closed": lambda: planning_views.half_days_form(replace(asked(), halves=()), now=NOW),
    "half-days.done": lambda: planning_views.half_days_modal(asked(shut=SHUT), now=NOW),
    "half-days.done.all": lambda: planning_views.half_days_modal(asked(), now=NOW),
    "half-days.done.none": lambda: planning_views.half_days_modal(
        asked(shut=frozenset(one.number for one in asked().halves)), now=NOW
    ),
    "half-days.done.one": lambda: planning_views.half_days_modal(
        asked(shut=frozenset(one.number for one in asked().halves[1:])), now=NOW
    ),
    "half-days.done.booked": lambda: planning_views.half_days_modal(asked(committees=(sheet(),)), now=NOW),
    "committee.card.host": lambda: card_views.card(sheet(), 1, preparation=PREPARATION, now=NOW),
    "committee.card.undo": lambda: card_views.card(sheet(), 1, preparation=PREPARATION, undo_id=BATCH, now=NOW),
    "committee.card.cancelled.undo": lambda: card_views.card(
        sheet(state=State.CANCELLED), 3, preparation="", undo_id=BATCH, now=NOW
    ),
    "committee.card.tags": lambda: card_views.card(tagged(), 3, preparation=PREPARATION, now=NOW),
    "committee.card.tags.talk": lambda: card_views.card(replace(tagged(), talk=talk()), 3, preparation="", now=OVER),
    "committee.card.eig": lambda: card_views.card(sheet(), 3, preparation=PREPARATION, now=NOW),
    "committee.card.porteur": lambda: card_views.card(sheet(place=HOSTILE), 4, preparation=PREPARATION, now=NOW),
    "committee.card.running": lambda: card_views.card(sheet(), 1, preparation="", now=STARTS),
    "committee.card.over": lambda: card_views.card(sheet(), 1, preparation=PREPARATION, now=OVER),
    "committee.card.cancelled": lambda: card_views.card(sheet(state=State.CANCELLED), 3, preparation="", now=NOW),
    "committee.card.hostile": lambda: card_views.card(sheet(defi=HOSTILE_DEFI), 1, preparation=HOSTILE, now=NOW),
    "committee.card.left": lambda: card_views.card(sheet(reply=Reply.LEFT), 4, preparation=PREPARATION, now=NOW),
    "committee.left": lambda: card_views.participant_left_message(
        sheet(reply=Reply.LEFT), sheet().appointment, person=PAUL, now=NOW
    ),
    "committee.left.done": lambda: gestures.left_message(
        card_texts.NAME(defi="Carte Vive"), STARTS, notified_sentence=card_texts.HOSTS_TOLD, now=NOW
    ),
    "committee.taken": lambda: leading_views.became_host_message(sheet(), 1, now=NOW),
    "committee.handed": lambda: leading_views.handed_over_message(
        sheet(), sheet().appointment, giver=DAVID, taker=CLAIRE, now=NOW
    ),
    "committee.handed.nobody": lambda: leading_views.handed_over_message(
        sheet(), sheet().appointment, giver=None, taker=CLAIRE, now=NOW
    ),
    "committee.orphaned": lambda: orphaned(led_by(), now=NOW),
    "committee.orphaned.taken": lambda: orphaned(led_by(CLAIRE), now=NOW),
    "committee.orphaned.both": lambda: orphaned(led_by(CLAIRE, DAVID), now=NOW),
    "committee.orphaned.over": lambda: orphaned(led_by(), now=OVER),
    "talk.taken": lambda: leading_views.became_host_message(both(), 1, now=OVER),
    "talk.handed": lambda: leading_views.handed_over_message(both(), talk(), giver=DAVID, taker=CLAIRE, now=OVER),
    "talk.handed.nobody": lambda: leading_views.handed_over_message(both(), talk(), giver=None, taker=CLAIRE, now=OVER),
    "talk.orphaned": lambda: orphaned(talk_led_by(), talk=True, now=OVER),
    "talk.orphaned.taken": lambda: orphaned(talk_led_by(CLAIRE), talk=True, now=OVER),
    "talk.orphaned.over": lambda: orphaned(talk_led_by(), talk=True, now=STARTS + timedelta(days=15)),
    "talk.unled": lambda: message(leading_views.without_host_line(talk_led_by(), now=OVER)),
    "talk.card": lambda: card_views.card(both(), 3, preparation=PREPARATION, now=NOW),
    "talk.card.host": lambda: card_views.card(both(), 1, preparation="", now=OVER),
    "talk.card.eig": lambda: card_views.card(both(), 3, preparation="", now=OVER),
    "talk.card.porteur": lambda: card_views.card(both(), 4, preparation="", now=OVER),
    "talk.card.running": lambda: card_views.card(both(), 3, preparation="", now=STARTS + timedelta(days=14)),
    "talk.card.over": lambda: card_views.card(both(), 3, preparation="", now=STARTS + timedelta(days=15)),
    "talk.card.whole": lambda: opened_modal(
        "Comité d’évaluation",
        put_actions_first(card_views.card(both(), 3, preparation="", all_buttons=True, now=OVER).blocks),
        metadata="comite 9",
    ),
    "talk.card.before": lambda: opened_modal(
        "Comité d’évaluation",
        put_actions_first(card_views.card(both(), 3, preparation="", all_buttons=True, now=NOW).blocks),
        metadata="comite 9",
    ),
    "talk.form": lambda: gestures.move_form(
        "evaluation.talk_moved", card_views.talk_form_texts(both(), now=NOW), now=NOW
    ),
    "talk.form.first": lambda: gestures.move_form(
        "evaluation.talk_moved", card_views.talk_form_texts(sheet(), now=NOW), now=NOW
    ),
    "talk.done": lambda: _moved(card_views.talk_form_texts(both(), now=NOW)),
    "talk.done.already": lambda: _moved(card_views.talk_form_texts(both(), now=NOW), changed=False),
    "talk.moved": lambda: card_views.talk_moved_message(both(), old_start=STARTS + timedelta(days=15), by=LEA, now=NOW),
    "talk.set": lambda: card_views.talk_moved_message(both(), old_start=None, by=None, now=NOW),
    "talk.cancelled": lambda: card_views.talk_cancelled_message(
        both(state=State.CANCELLED), old_start=STARTS + timedelta(days=14), by=CLAIRE, now=NOW
    ),
    "talk.cancelled.undo": lambda: gestures.cancelled_message(
        card_texts.TALK_NAME(defi="Carte Vive"), STARTS, undo_rows=undo_blocks("agenda.undo", BATCH), now=NOW
    ),
    "talk.cancelled.done": lambda: gestures.cancelled_message(card_texts.TALK_NAME(defi="Carte Vive"), STARTS, now=NOW),
    "talk.card.whole.host": lambda: opened_modal(
        "Comité d’évaluation",
        put_actions_first(card_views.card(both(), 1, preparation="", all_buttons=True, now=OVER).blocks),
        metadata="comite 9",
    ),
    "talk.left": lambda: card_views.participant_left_message(
        both(reply=Reply.LEFT), talk(reply=Reply.LEFT), person=PAUL, now=NOW
    ),
    "talk.left.done": lambda: gestures.left_message(
        card_texts.TALK_NAME(defi="Carte Vive"), STARTS, notified_sentence=card_texts.HOSTS_TOLD, now=NOW
    ),
    "committee.moved.with-talk": lambda: card_views.moved_message(
        both(), 3, old_start=BEFORE, move_count=1, by=DAVID, now=NOW
    ),
    "committee.opened": lambda: opened_modal(
        "Comité d’évaluation",
        put_actions_first(card_views.card(sheet(), 2, preparation=PREPARATION, all_buttons=True, now=NOW).blocks),
        metadata="comite 7",
    ),
    "committee.move": lambda: _move_form(sheet()),
    "committee.move.taken": lambda: _move_form(
        sheet(), again=TimeToConfirm(NOW + timedelta(days=9), ["Maud Petit", "Sami Haddad"])
    ),
    "committee.move.team": lambda: _move_form(sheet(), freely=False),
    "committee.cancel": lambda: gestures.cancel_form(
        "evaluation.cancelled", card_views.date_form_texts(sheet(), now=NOW), title=card_texts.CANCEL
    ),
    "committee.moved.already": lambda: _moved(card_views.date_form_texts(sheet(), now=NOW), changed=False),
    "committee.cancelled.with-talk": lambda: card_views.cancelled_message(
        both(state=State.CANCELLED), old_start=STARTS, talk=both().both[1].starts, by=CLAIRE, now=NOW
    ),
    "committee.moved.done": lambda: _moved(card_views.date_form_texts(sheet(), now=NOW)),
    "committee.cancelled.done": lambda: gestures.cancelled_modal(card_texts.NAME(defi="Carte Vive"), [STARTS], now=NOW),
    "committee.moved": lambda: card_views.moved_message(
        sheet(reason=HOSTILE), 3, old_start=BEFORE, move_count=1, by=DAVID, now=NOW
    ),
    "committee.moved.third": lambda: card_views.moved_message(
        sheet(), 1, old_start=BEFORE, move_count=3, by=LEA, now=NOW
    ),
    "committee.moved.third.other": lambda: card_views.moved_message(
        sheet(), 3, old_start=BEFORE, move_count=3, by=LEA, now=NOW
    ),
    "committee.moved.second": lambda: card_views.moved_message(
        sheet(), 1, old_start=BEFORE, move_count=2, by=LEA, now=NOW
    ),
    "committee.moved.seventh": lambda: card_views.moved_message(
        sheet(), 1, old_start=BEFORE, move_count=7, by=None, now=NOW
    ),
    "committee.cancelled": lambda: card_views.cancelled_message(
        sheet(state=State.CANCELLED, reason="Reporté"), old_start=STARTS, talk=None, by=CLAIRE, now=NOW
    ),
    "committee.reading": lambda: _said(card_texts.READING),
}
