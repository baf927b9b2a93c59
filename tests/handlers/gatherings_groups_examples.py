"""Fixed values for who presents at a multidisciplinary group, and for the small groups around them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.model import Appointment, Part, Participant, Reply, State
from bot.gatherings.groups.adjusting import GroupDraft
from bot.gatherings.groups.adjustment import GroupPlacement
from bot.gatherings.groups.formation import FormationInput
from bot.gatherings.groups.grouping import Group
from bot.gatherings.groups.placement import GroupingInput, Member
from bot.gatherings.groups.turns import HostChoice, Presenter, PresenterState
from bot.gatherings.kinds import MIXED
from bot.gatherings.model import Answer, Gathering, GatheringSheet, Series
from bot.gatherings.model import Reply as Answered
from bot.programme.model import Person, Promotion
from handlers.gatherings.groups import presenters_views
from handlers.gatherings.groups import texts as adjusting_texts
from handlers.gatherings.groups import views as adjusting_views
from handlers.kit.blocks import Message, actions, message
from handlers.kit.sentences import said

Drawn: TypeAlias = Message | dict[str, Any] | str

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # 8 h in Paris, a Monday
STARTS = datetime(2026, 5, 26, 12, 0, tzinfo=UTC)
HOUR_AND_HALF = timedelta(minutes=90)
HOSTILE = "Notre <!channel> & prototype"
CLAIRE = Person(9, "Claire Morel")
DAVID = Person(10, "David Nguyen")
NAMES = ("Léa Martin", "Sami Haddad", "Inès Diallo", "Ali <!here>", "Zoé Petit", "Tom Rey", "Eva Blin", "Max Roy")
EIG = tuple(Person(number, name) for number, name in enumerate(NAMES, 1))
PROMOTION = Promotion(1, "EIG 9", date(2026, 1, 12), date(2026, 11, 11), {"promotion": "C1"})
SERIES = Series(1, 1, MIXED, "", 90, CLAIRE.id)
GATHERING = Gathering(1, 1, "2026-05", 1, date(2026, 5, 26), STARTS - timedelta(days=14))


def appointment(
    number: int, *members: Person, host: Person | None = None, state: State = State.CONFIRMED
) -> Appointment:
    parts = [Participant(one.id, Part.GUEST) for one in members]
    hosts = [Participant(host.id, Part.HOST)] if host else []
    link = f"https://visio.example.org/salle{number}"
    ends = STARTS + HOUR_AND_HALF
    return Appointment(number, f"u{number}", MIXED, 1, None, STARTS, ends, state, 0, link, (*parts, *hosts))


def sheet(*, state: State = State.CONFIRMED, grouping: str | None = None) -> GatheringSheet:
    answers = {one.id: Answer(one.id, Answered.COMES, one.id, NOW) for one in EIG}
    everybody = {one.id: one for one in (*EIG, CLAIRE, DAVID)}
    one = appointment(1, *EIG, host=CLAIRE, state=state)
    return GatheringSheet(replace(GATHERING, grouping=grouping), SERIES, one, PROMOTION, EIG, answers, everybody)


def presenter(state: PresenterState, about: str | None = None) -> Presenter:
    return Presenter(EIG[0].id, state, NOW, about)


def asked(grouping: HostChoice | None = None, state: State = State.CONFIRMED) -> FormationInput:
    members = tuple(Member(one.id) for one in EIG)
    known = sheet(grouping=grouping and grouping.value, state=state)
    return FormationInput(known, GroupingInput(members), grouping or HostChoice.KEEPERS, ((0, CLAIRE.id),))


def _chosen(holding: HostChoice) -> Message:
    return message(adjusting_texts.CHOSEN(effect=adjusting_texts.EFFECTS[holding]))


SHEET = sheet()
CANCELLED = sheet(state=State.CANCELLED)
ASKED, AGREED = presenter(PresenterState.ASKED), presenter(PresenterState.AGREED, HOSTILE)
SWAPPED = presenter(PresenterState.SWAPPED)
FIRST = Group(1, appointment(2, *EIG[:4], host=CLAIRE), EIG[:4], CLAIRE, None, ((EIG[0], HOSTILE), (EIG[3], None)))
SECOND = Group(2, appointment(3, *EIG[4:]), EIG[4:], None, EIG[5], ((EIG[4], None),))
ROOM = replace(FIRST.appointment, link="https://visio.numerique.gouv.fr/abc-defg-hij")  # its host opens it
CROWDED = replace(FIRST, presents=tuple((one, None) for one in EIG[:3]))
GONE = replace(FIRST, appointment=appointment(2, host=CLAIRE, state=State.CANCELLED))
LEFT = replace(
    SECOND, appointment=replace(SECOND.appointment, participants=(Participant(EIG[6].id, Part.GUEST, Reply.LEFT),))
)
OVER = STARTS + timedelta(hours=3)

_PRESENTERS: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.present": lambda: presenters_views.card(SHEET, ASKED, now=NOW),
    "gatherings.present-agreed": lambda: presenters_views.card(SHEET, AGREED, now=NOW),
    "gatherings.present-swapped": lambda: presenters_views.card(SHEET, SWAPPED, now=NOW),
    "gatherings.present-cancelled": lambda: presenters_views.card(CANCELLED, ASKED, now=NOW),
    "gatherings.present-over": lambda: presenters_views.card(SHEET, AGREED, now=OVER),
    "gatherings.agreed": lambda: presenters_views.agreed_message(SHEET, now=NOW),
    "gatherings.swapped": lambda: presenters_views.turn_passed_message(EIG[3]),
    "gatherings.swapped-nobody": lambda: presenters_views.turn_passed_message(None),
    "gatherings.support": lambda: presenters_views.preparation_message(SHEET, AGREED, now=NOW) or "",
    "gatherings.support-asked": lambda: presenters_views.preparation_message(SHEET, ASKED, now=NOW) or "",
    "gatherings.support-swapped": lambda: (
        presenters_views.preparation_message(SHEET, SWAPPED, is_posted=True, now=NOW) or ""
    ),
    "gatherings.group-presents": lambda: adjusting_views.own_group_message(SHEET, FIRST, person_id=EIG[0].id, now=NOW),
    "gatherings.no-presenter": lambda: presenters_views.no_presenter_left_message(
        SHEET, EIG[3], presenters_left=0, now=NOW
    ),
    "gatherings.one-presenter": lambda: presenters_views.no_presenter_left_message(
        SHEET, EIG[3], presenters_left=1, now=NOW
    ),
    "gatherings.two-presenters": lambda: presenters_views.no_presenter_left_message(
        SHEET, EIG[3], presenters_left=2, now=NOW
    ),
    "gatherings.about": lambda: presenters_views.subject_form(SHEET, AGREED),
    "gatherings.about-kept": presenters_views.subject_saved_modal,
    "gatherings.about-long": lambda: adjusting_texts.ABOUT_LONG,
    "gatherings.presenting": lambda: presenters_views.presenting_line([(EIG[0], AGREED), (EIG[3], ASKED)]),
}
_GROUPS: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.holding": lambda: adjusting_views.holding_question_message(asked(), [CLAIRE], groups=2, now=NOW),
    "gatherings.holding-nobody": lambda: adjusting_views.holding_question_message(asked(), [], groups=1, now=NOW),
    "gatherings.holding-chosen": lambda: adjusting_views.holding_question_message(
        asked(HostChoice.TWO_HOURS), [CLAIRE], groups=2, now=NOW
    ),
    "gatherings.holding-cancelled": lambda: adjusting_views.holding_question_message(
        asked(state=State.CANCELLED), [CLAIRE], groups=2, now=NOW
    ),
    "gatherings.chosen-coaches": lambda: _chosen(HostChoice.COACHES),
    "gatherings.chosen-keepers": lambda: _chosen(HostChoice.KEEPERS),
    "gatherings.group": lambda: adjusting_views.own_group_message(SHEET, FIRST, person_id=EIG[1].id, now=NOW),
    "gatherings.group-hosted": lambda: adjusting_views.own_group_message(SHEET, FIRST, person_id=CLAIRE.id, now=NOW),
    "gatherings.group-hosted.opens": lambda: adjusting_views.own_group_message(
        SHEET, replace(FIRST, appointment=ROOM), person_id=CLAIRE.id, now=NOW
    ),
    "gatherings.group.opens-not": lambda: adjusting_views.own_group_message(
        SHEET, replace(FIRST, appointment=ROOM), person_id=EIG[1].id, now=NOW
    ),
    "gatherings.group-keeper.opens": lambda: adjusting_views.own_group_message(
        SHEET, replace(SECOND, appointment=replace(SECOND.appointment, link=ROOM.link)), person_id=EIG[5].id, now=NOW
    ),
    "gatherings.group-keeper": lambda: adjusting_views.own_group_message(SHEET, SECOND, person_id=EIG[5].id, now=NOW),
    "gatherings.group-kept": lambda: adjusting_views.own_group_message(SHEET, SECOND, person_id=EIG[4].id, now=NOW),
    "gatherings.group-left": lambda: adjusting_views.own_group_message(SHEET, LEFT, person_id=EIG[6].id, now=NOW),
    "gatherings.group-cancelled": lambda: adjusting_views.own_group_message(
        CANCELLED, GONE, person_id=EIG[1].id, now=NOW
    ),
    "gatherings.group-over": lambda: adjusting_views.own_group_message(SHEET, FIRST, person_id=EIG[1].id, now=OVER),
    "gatherings.groups": lambda: adjusting_views.overview_message(SHEET, [FIRST, SECOND], solution="best", now=NOW),
    "gatherings.groups-late": lambda: adjusting_views.overview_message(
        SHEET, [], now=SHEET.appointment.starts - timedelta(hours=3)
    ),
    "gatherings.groups-good": lambda: adjusting_views.overview_message(SHEET, [CROWDED], solution="good", now=NOW),
    "gatherings.groups-simple": lambda: adjusting_views.overview_message(SHEET, [SECOND], solution="no_extra", now=NOW),
    "gatherings.groups-failed": lambda: adjusting_views.overview_message(SHEET, [SECOND], solution="failed", now=NOW),
    "gatherings.groups-nobody": lambda: adjusting_views.overview_message(SHEET, [], solution="best", now=NOW),
    "gatherings.groups-nobody-over": lambda: adjusting_views.overview_message(
        SHEET, [], solution="best", now=SHEET.appointment.ends
    ),
    "gatherings.groups-not-made": lambda: adjusting_views.overview_message(SHEET, [], now=NOW),
    "gatherings.groups-button": lambda: message(
        said("Les groupes de ce rendez-vous sont faits."), actions(adjusting_views.show_button(SHEET, now=NOW))
    ),
}
EVERYBODY = {one.id: one for one in (*EIG, CLAIRE, DAVID)}
_MET = {(1, 2): 1, (1, 3): 2, (2, 3): 1, (5, 6): 1, (1, 4): 1, (2, 4): 1, (3, 4): 1}
_MEMBERS = tuple(Member(one.id, metier="design" if one.id < 3 else None, defi_ids=(one.id // 4,)) for one in EIG)
_HERE = {1: (1, 2, 3, 4), 2: (5, 6, 7, 8)}


def adjusting(placing: GroupPlacement, *, version: int = 1, met: Mapping[tuple[int, int], int] = _MET) -> GroupDraft:
    now, wanted = {1: FIRST, 2: SECOND}, GroupingInput(_MEMBERS, met)
    return GroupDraft(SHEET, now, placing, version, DAVID.id if version else None, EVERYBODY, wanted)


AS_THEY_ARE = GroupPlacement(_HERE, {})
BY_HAND = AS_THEY_ARE.with_move(1, to=2, by=CLAIRE.id).with_move(2, to=2, by=DAVID.id)
_ADJUSTING: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.adjusting": lambda: adjusting_views.adjust_form(adjusting(AS_THEY_ARE, version=0)),
    "gatherings.adjusting-by-hand": lambda: adjusting_views.adjust_form(
        adjusting(BY_HAND), click_result=adjusting_texts.COLLEAGUE(name=DAVID.name)
    ),
    "gatherings.adjusting-found": lambda: adjusting_views.adjust_form(
        adjusting(AS_THEY_ARE, met={}), click_result=adjusting_texts.FOUND
    ),
    "gatherings.adjusting-outdated": lambda: adjusting_views.adjust_form(
        adjusting(AS_THEY_ARE, met={}), click_result=adjusting_texts.OUTDATED
    ),
    "gatherings.adjusting-restored": lambda: adjusting_views.adjust_form(
        adjusting(AS_THEY_ARE, version=0, met={}), click_result=adjusting_texts.RESTORED
    ),
    "gatherings.adjusting-somebody": lambda: adjusting_views.adjust_form(
        adjusting(AS_THEY_ARE, met={}), click_result=adjusting_texts.COLLEAGUE(name=adjusting_texts.SOMEBODY)
    ),
    "gatherings.adjusting-wait": adjusting_views.being_computed_modal,
    "gatherings.adjusting-told": lambda: adjusting_views.changes_applied_modal(adjusting(BY_HAND)),
    "gatherings.adjusting-told-one": lambda: adjusting_views.changes_applied_modal(
        adjusting(AS_THEY_ARE.with_move(1, to=2, by=CLAIRE.id))
    ),
    "gatherings.adjusting-told-nobody": lambda: adjusting_views.changes_applied_modal(adjusting(AS_THEY_ARE)),
    "gatherings.adjusting-over": lambda: adjusting_views.sentence_modal(adjusting_texts.NOTHING_TO_TELL),
    "gatherings.adjusting-not-made": lambda: adjusting_views.sentence_modal(adjusting_texts.ADJUSTING_NOT_MADE),
}
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {**_PRESENTERS, **_GROUPS, **_ADJUSTING}
