"""Fixed values for what coaches see of series, the forms, a date's page, the month and what is told of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from bot.agenda.model import State
from bot.dates.paris import PARIS
from bot.errors import UndoTooLate
from bot.gatherings.kinds import CONFERENCE, MIXED, PAIRS, PORTEURS, SEMINAR
from bot.gatherings.model import GatheringSheet
from bot.gatherings.series.edits import EditCounts
from bot.gatherings.series.joining import SmallGroup, ungrouped_series
from bot.gatherings.series.metiers import MetierCount
from bot.gatherings.series.orphans import OrphanedSeries
from bot.gatherings.series.overview import PlannerPage, Programme, SeriesChoices, SeriesOverview
from bot.gatherings.series.service import SavedSeries
from bot.planning.lines import MonthDates, MonthLine, is_for_eig
from bot.programme.roles import Metier, Role
from handlers.gatherings.date import texts as date_texts
from handlers.gatherings.date import views as date_views
from handlers.gatherings.programme import texts as programme_texts
from handlers.gatherings.programme import views as programme_views
from handlers.gatherings.series import texts as series_texts
from handlers.gatherings.series import views as series_views
from handlers.gatherings.series.forms import SeriesMetadata
from handlers.kit.blocks import Message
from handlers.kit.gestures import views as gestures
from handlers.kit.texts import refusal_sentence
from tests.handlers import setup_examples as setup
from tests.handlers.gatherings_series_sheets import (
    CHANNEL,
    CLAIRE,
    DAVID,
    GONE,
    HOSTILE,
    LEA,
    NOW,
    PROMOTION,
    SAMI,
    STARTS,
    later,
    series,
    sheet,
)

Drawn: TypeAlias = Message | dict[str, Any] | str

TALKS = series(
    title="Les conférences",
    channel=CHANNEL,
    place="Ségur, salle 12",
    capacity=20,
    opened_to=frozenset({Role.PORTEUR, Role.ALUMNI}),
    skills=("accessibilité", "logiciel libre"),
    valeurs=("inclusif et accessible",),
)
DESIGN = series(PAIRS, id=8, title="design")
MIXES = series(MIXED, id=13)
LAW = series(PAIRS, id=9, title="droit du numérique", metiers=("droit",))
OF_DAYS = series(SEMINAR, id=10, rule="2026-09-08 T09:00", place=HOSTILE)
LEFT = series(id=11, organiser_id=GONE.id, title=HOSTILE)
TALK = sheet(TALKS, comes=(LEA, SAMI), place=TALKS.place, link=None, announced_at=NOW, title="Le RGAA")
JULY = later(TALK, 64, number=22, by_rule=date(2026, 7, 14), moved_for="Fête nationale", announced_at=None, title=None)
ALONE_AT = sheet(DESIGN, host=None, number=23, place=None, link=None)
ONLINE = sheet(TALKS, STARTS + timedelta(days=1), number=28, comes=(LEA,), announced_at=NOW, title="Le RGAA")
BEFORE = STARTS
WAITING = sheet(
    TALKS, STARTS + timedelta(days=4), number=33, announce_at=datetime(2026, 5, 9, 9, 0, tzinfo=PARIS), abstract="…"
)
UNHEARD = replace(PROMOTION, channels={})
BATCH = "7b4ad6d4-0000-4000-8000-000000000000"
SOON = sheet(TALKS, number=29, place=TALKS.place, link=None)  # without a title yet
SLIPS = (
    sheet(MIXES, datetime(2026, 5, 9, 21, 0, tzinfo=PARIS), number=30),
    sheet(MIXES, datetime(2026, 5, 10, 7, 0, tzinfo=PARIS), number=31, host=None),
    later(JULY, 40, number=32, moved_for=None),
)
# Each on another Tuesday: what begins at 7, 8, 19 or 20 o'clock, ends at 20 or a minute later, or goes on at night.
HOURS = tuple(
    later(
        sheet(replace(TALKS, minutes=minutes), datetime(2026, 5, 12, hour, 0, tzinfo=PARIS)), 7 * week, number=60 + week
    )
    for week, (hour, minutes) in enumerate(
        ((7, 60), (8, 60), (19, 60), (19, 61), (20, 30), (22, 180), (9, 24 * 60), (9, 22 * 60), (14, 27 * 60))
    )
)
WEEKLY = tuple(  # in no channel, and nobody is in the promotion yet
    replace(later(sheet(MIXES), 7 * week, number=40 + week), promotion=UNHEARD, invited=()) for week in range(14)
)
NOT_HELD = replace(TALK, gathering=replace(TALK.gathering, attendance="none"))
AFTER = STARTS + timedelta(hours=3)
COUNTED = (
    MetierCount(Metier.DESIGN, 4, DESIGN),
    MetierCount(Metier.DEVELOPPEMENT, 5),
    MetierCount(Metier.DROIT, 1, LAW),
    MetierCount(Metier.SCIENCE_DONNEE, 2),
)
LISTED = (
    SeriesOverview(TALKS, CLAIRE, (TALK, JULY)),
    SeriesOverview(DESIGN, CLAIRE, (ALONE_AT,)),
    SeriesOverview(LAW, DAVID, ()),
    SeriesOverview(LEFT, GONE, (sheet(LEFT, number=24),)),
)
LAW_ALONE = SmallGroup(LAW, (LEA,), (DESIGN,), 3)
DATA_ALONE = SmallGroup(ungrouped_series(1, "science-donnee"), (LEA, SAMI), (DESIGN, LAW), 3)
FULL = Programme(PROMOTION, LISTED, COUNTED, (LAW_ALONE, DATA_ALONE))
DAY, HALF_DAY = timedelta(days=1), timedelta(minutes=210)
OTHER = Programme(replace(PROMOTION, id=2, name="EIG 10"), ())
CHOICES = SeriesChoices(PROMOTION, (CLAIRE, DAVID), COUNTED)
MANY = Programme(
    PROMOTION,
    tuple(SeriesOverview(replace(TALKS, id=100 + at, title=f"Conférences {at}"), CLAIRE, ()) for at in range(1, 23)),
)
LONG_NAME = "Les rendez-vous de la recherche publique et des communs numériques de l’État, saison"
LONG_NAMES = (
    replace(TALKS, id=152, rule="P1M 2TU T14:00", title=f"{LONG_NAME} 2"),
    replace(TALKS, id=153, rule="P1M 3TH T09:00", title=f"{LONG_NAME} 3"),
    replace(TALKS, id=160, title="Ce que l’accessibilité nous apprend de nos façons de travailler ensemble"),
)
ALIKE = Programme(PROMOTION, tuple(SeriesOverview(one, CLAIRE, ()) for one in LONG_NAMES))
FEWER = replace(MANY, listed=MANY.listed[:13])
NINE = STARTS.replace(hour=9)


def private(kind: str, series_id: int = 0) -> SeriesMetadata:
    return SeriesMetadata("7b4ad6d4-0000-4000-8000-000000000000", 1, kind, series_id)


def line(title: str | None = None, **values: object) -> MonthLine:
    given: dict[str, Any] = {
        "series": TALKS,
        "starts": STARTS,
        "ends": STARTS + timedelta(minutes=90),
        "by_rule": STARTS.date(),
        "host": CLAIRE,
        "title": title,
        "gathering_id": 21,
        "tags": values.get("series", TALKS).tags,  # type: ignore[attr-defined] # a series
        **values,
    }
    return MonthLine(**given)


LINES = (
    line("Le RGAA", place=TALKS.place),
    line(
        series=DESIGN,
        host=None,
        unclaimed=True,
        gathering_id=None,
        starts=STARTS + timedelta(days=1),
        ends=STARTS + timedelta(days=1, minutes=90),
    ),
    line(
        series=OF_DAYS,
        starts=NINE + timedelta(days=7),
        ends=NINE + timedelta(days=8, hours=8),
        place=HOSTILE,
        missing=("sheet",),
        by_rule=date(2026, 5, 14),
        moved_for="Ascension",
        gathering_id=25,
    ),
    line(series=series(PORTEURS, id=12), gathering_id=26, starts=STARTS + 8 * DAY, ends=STARTS + 8 * DAY + HALF_DAY),
    line(
        series=LAW,
        host=DAVID,
        is_online=True,
        gathering_id=None,
        starts=STARTS + 9 * DAY,
        ends=STARTS + 9 * DAY + timedelta(minutes=90),
    ),
)
MAY = MonthDates(PROMOTION, date(2026, 5, 1), LINES)
TOLD = replace(MAY, lines=tuple(one for one in LINES if is_for_eig(one)))
JUNE = MonthDates(UNHEARD, date(2026, 6, 1), LINES[:1])

SERIES: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.menu": lambda: programme_views.menu_message([FULL], now=NOW),
    "gatherings.menu.alike": lambda: programme_views.menu_message([ALIKE], now=NOW),
    "gatherings.menu.two": lambda: programme_views.menu_message([FULL, OTHER], now=NOW),
    "gatherings.menu.many": lambda: programme_views.menu_message([MANY], now=NOW),
    "gatherings.menu.three": lambda: programme_views.menu_message(
        [replace(FEWER, promotion=replace(MANY.promotion, id=k, name=f"EIG {k}")) for k in (7, 8, 9)], now=NOW
    ),
    "gatherings.menu.nothing": lambda: programme_views.menu_message([], now=NOW),
    "gatherings.menu.waiting": lambda: programme_views.menu_message([], setups=[setup.WHOLE], now=NOW),
    "gatherings.which": lambda: programme_views.promotion_modal(
        "comites", [PROMOTION, replace(PROMOTION, id=2, name=HOSTILE)]
    ),
    "gatherings.kinds": lambda: programme_views.kinds_modal(FULL),
    "gatherings.page": lambda: programme_views.series_modal(LISTED[0], now=NOW),
    "gatherings.page.alone": lambda: programme_views.series_modal(LISTED[2], small_group=LAW_ALONE, now=NOW),
    "gatherings.page.arbitrate": lambda: programme_views.series_modal(LISTED[1], now=NOW),
    "gatherings.page.ended": lambda: programme_views.series_modal(
        SeriesOverview(replace(LEFT, ended_at=NOW), GONE), now=NOW
    ),
    "gatherings.alone": lambda: programme_views.small_metiers_modal(FULL),
    "gatherings.alone.no-group": lambda: programme_views.small_metiers_modal(
        Programme(PROMOTION, (), COUNTED[3:], (replace(DATA_ALONE, others=()),))
    ),
    "gatherings.alone.nobody": lambda: programme_views.small_metiers_modal(Programme(PROMOTION, (), COUNTED[1:2])),
    "gatherings.ended": lambda: programme_views.done_modal(
        programme_texts.ENDED_TITLE, programme_texts.ENDED(name=programme_views.series_name(TALKS))
    ),
    "gatherings.dates": lambda: programme_views.dates_message(
        CONFERENCE, [TALK, JULY, replace(TALK, answers={})], viewer_id=LEA.id, now=NOW
    ),
    "gatherings.dates.none": lambda: programme_views.dates_message(PORTEURS, [], viewer_id=LEA.id, now=NOW),
    "gatherings.form": lambda: series_views.series_form(CHOICES, private(CONFERENCE), organiser_id=CLAIRE.id, now=NOW),
    "gatherings.form.precise": lambda: series_views.series_form(CHOICES, private(CONFERENCE), all_fields=True, now=NOW),
    "gatherings.form.pairs": lambda: series_views.series_form(CHOICES, private(PAIRS), now=NOW),
    "gatherings.form.seminar": lambda: series_views.series_form(CHOICES, private(SEMINAR), now=NOW),
    "gatherings.form.porteurs": lambda: series_views.series_form(CHOICES, private(PORTEURS), now=NOW),
    "gatherings.form.edit": lambda: series_views.series_form(
        CHOICES, private(CONFERENCE, 7), initial_series=TALKS, now=NOW
    ),
    "gatherings.form.edit.precise": lambda: series_views.series_form(
        CHOICES, private(CONFERENCE, 7), initial_series=TALKS, all_fields=True, now=NOW
    ),
    "gatherings.form.alumni": lambda: series_views.alumni_form(CHOICES, private(PAIRS), metier="droit", now=NOW),
    "gatherings.form.each": lambda: series_views.form_for_all_metiers(CHOICES, private(PAIRS), now=NOW),
    "gatherings.form.each.precise": lambda: series_views.form_for_all_metiers(
        CHOICES, private(PAIRS), all_fields=True, now=NOW
    ),
    "gatherings.foreseen.hours": lambda: series_views.preview_modal(
        [SavedSeries(TALKS, PROMOTION, HOURS)], BATCH, now=NOW
    ),
    "gatherings.menu.over": lambda: programme_views.menu_message(
        [], ended_promotions=[PROMOTION, replace(PROMOTION, id=2)], now=NOW
    ),
    "gatherings.page.undoable": lambda: programme_views.series_modal(LISTED[2], batch=BATCH, now=NOW),
    "gatherings.foreseen": lambda: series_views.preview_modal(
        [SavedSeries(TALKS, PROMOTION, (SOON, JULY))], BATCH, now=NOW
    ),
    "gatherings.foreseen.slips": lambda: series_views.preview_modal(
        [SavedSeries(TALKS, PROMOTION, SLIPS)], BATCH, now=NOW
    ),
    "gatherings.foreseen.away": lambda: series_views.preview_modal(
        [SavedSeries(TALKS, PROMOTION, (SOON, JULY), away=frozenset({JULY.gathering.id}))], BATCH, now=NOW
    ),
    "gatherings.foreseen.later": lambda: series_views.preview_modal(
        [SavedSeries(OF_DAYS, PROMOTION, ())], BATCH, now=NOW
    ),
    "gatherings.foreseen.many": lambda: series_views.preview_modal(
        [SavedSeries(MIXES, PROMOTION, WEEKLY)], BATCH, now=NOW
    ),
    "gatherings.foreseen.each": lambda: series_views.preview_modal(
        [SavedSeries(DESIGN, PROMOTION, (ALONE_AT,)), SavedSeries(LAW, PROMOTION, ())], BATCH, now=NOW
    ),
    "gatherings.foreseen.edit": lambda: series_views.preview_modal(
        [SavedSeries(DESIGN, PROMOTION, (ALONE_AT,), EditCounts(1, 0, 2, 1))], BATCH, now=NOW
    ),
    "gatherings.made": lambda: series_views.series_saved_modal(
        [SavedSeries(TALKS, PROMOTION, (SOON, JULY))], batch=BATCH, now=NOW
    ),
    "gatherings.made.each": lambda: series_views.series_saved_modal(
        [SavedSeries(DESIGN, PROMOTION, (ALONE_AT,)), SavedSeries(LAW, PROMOTION, ())], batch=BATCH, now=NOW
    ),
    "gatherings.made.edit": lambda: series_views.series_saved_modal(
        [SavedSeries(DESIGN, PROMOTION, (ALONE_AT,), EditCounts(1, 0, 2, 1))], now=NOW
    ),
    "gatherings.made.edit.several": lambda: series_views.series_saved_modal(
        [SavedSeries(DESIGN, PROMOTION, (ALONE_AT,), EditCounts(2, 0, 1, 2))], now=NOW
    ),
    "gatherings.made.later": lambda: series_views.series_saved_modal([SavedSeries(OF_DAYS, PROMOTION, ())], now=NOW),
    "gatherings.made.undone": lambda: series_views.series_undone_modal(
        [TALKS], {TALKS.id: [SOON.appointment.starts, JULY.appointment.starts]}, now=NOW
    ),
    "gatherings.made.undone.each": lambda: series_views.series_undone_modal(
        [MIXES, LAW],
        {MIXES.id: [one.appointment.starts for one in WEEKLY], LAW.id: []},
        now=NOW,
    ),
    "gatherings.made.too-late": lambda: series_views.too_late_modal(refusal_sentence(UndoTooLate())),
    "gatherings.made.changed": lambda: series_views.preview_outdated_modal([series_texts.error("organiser", "gone")]),
    "gatherings.below": lambda: series_texts.below(3),
}
DATES: Mapping[str, Callable[[], Drawn]] = {
    "gatherings.date": lambda: date_views.page_modal(PlannerPage(TALK, (), (DAVID,)), now=NOW),
    "gatherings.date.waits": lambda: date_views.page_modal(PlannerPage(WAITING, ("title", "speakers"), ()), now=NOW),
    "gatherings.date.holiday": lambda: date_views.page_modal(PlannerPage(JULY, ("title",), ()), now=NOW),
    "gatherings.date.arbitrate": lambda: date_views.page_modal(PlannerPage(ALONE_AT, ("where",), (DAVID,)), now=NOW),
    "gatherings.date.cancelled": lambda: date_views.page_modal(PlannerPage(_cancelled(), (), ()), now=NOW),
    "gatherings.date.over": lambda: date_views.page_modal(PlannerPage(TALK, (), ()), now=AFTER),
    "gatherings.date.not-held": lambda: date_views.page_modal(PlannerPage(NOT_HELD, (), ()), now=AFTER),
    "gatherings.date.two-days": lambda: date_views.page_modal(
        PlannerPage(sheet(OF_DAYS, NINE, number=27, place=HOSTILE), (), ()), now=NOW
    ),
    "gatherings.move": lambda: gestures.move_form(
        "gatherings.shifted", date_views.date_form_texts(TALK, now=NOW), now=NOW
    ),
    "gatherings.move.unclaimed": lambda: gestures.move_form(
        "gatherings.shifted",
        date_views.date_form_texts(replace(TALK, gathering=replace(TALK.gathering, unclaimed=True)), now=NOW),
        now=NOW,
    ),
    "gatherings.cancel": lambda: gestures.cancel_form(
        "gatherings.dropped", date_views.date_form_texts(TALK, now=NOW), title="Annuler cette date"
    ),
    "gatherings.hand-over": lambda: date_views.hand_over_form(PlannerPage(TALK, (), (DAVID,)), now=NOW),
    "gatherings.hand-over.nobody": lambda: date_views.hand_over_form(PlannerPage(TALK, (), ()), now=NOW),
    "gatherings.capacity": lambda: date_views.capacity_form(TALK, now=NOW),
    "gatherings.done": lambda: gestures.moved_modal(date_views.name_of(TALK), [TALK.appointment.starts], now=NOW),
    "gatherings.done.already": lambda: gestures.moved_modal(
        date_views.name_of(TALK), [TALK.appointment.starts], has_changed=False, now=NOW
    ),
    "gatherings.done.kept": lambda: date_views.done_modal(
        "C’est noté", date_texts.KEPT(name="Conférence", when="mardi")
    ),
    "gatherings.month": lambda: date_views.month_message(TOLD, now=NOW),
    "gatherings.month.more": lambda: date_views.month_message(replace(TOLD, lines=TOLD.lines * 30), now=NOW),
    "gatherings.month.others": lambda: date_texts.others(12, [f"Conférence {number}" for number in range(12)]),
    "gatherings.month.other": lambda: date_texts.others(1, ["Séminaire de la promotion"]),
    "gatherings.month.short": lambda: "\n".join(date_views.month_lines(TOLD, now=NOW)),
    "gatherings.month.preview": lambda: date_views.month_preview_modal(MAY, now=NOW),
    "gatherings.month.preview.quiet": lambda: date_views.month_preview_modal(JUNE, now=NOW),
    "gatherings.month.preview.nothing": lambda: date_views.month_preview_modal(replace(MAY, lines=()), now=NOW),
    "gatherings.month.lost": lambda: date_views.month_not_posted_message(MAY, reason="not_in_channel"),
    "gatherings.month.lost.unseen": lambda: date_views.month_not_posted_message(MAY, reason="channel_not_found"),
    "gatherings.month.lost.archived": lambda: date_views.month_not_posted_message(MAY, reason="is_archived"),
    "gatherings.moved": lambda: date_views.moved_message(
        replace(JULY, appointment=replace(JULY.appointment, reason=f"Salle prise, {HOSTILE}.")),
        old_start=STARTS,
        reader_id=LEA.id,
        now=NOW,
    ),
    "gatherings.moved.comes": lambda: date_views.moved_message(ONLINE, old_start=BEFORE, reader_id=LEA.id, now=NOW),
    "gatherings.moved.waits": lambda: date_views.moved_message(ONLINE, old_start=BEFORE, reader_id=SAMI.id, now=NOW),
    "gatherings.moved.for-all": lambda: date_views.moved_message(
        replace(JULY, appointment=replace(JULY.appointment, reason=f"Salle prise, {HOSTILE}.")),
        old_start=STARTS,
        reader_id=None,
        now=NOW,
    ),
    "gatherings.cancelled.for-all": lambda: date_views.cancelled_message(_cancelled(), for_all=True, now=NOW),
    "gatherings.cancelled": lambda: date_views.cancelled_message(_cancelled(), now=NOW),
    "gatherings.handed.to": lambda: date_views.handed_over_message(
        TALK, reader_id=DAVID.id, taker_id=DAVID.id, now=NOW
    ),
    "gatherings.handed.from": lambda: date_views.handed_over_message(
        TALK, reader_id=CLAIRE.id, taker_id=DAVID.id, now=NOW
    ),
    "gatherings.called.one": lambda: date_views.questions_message([ALONE_AT], now=NOW),
    "gatherings.called.several": lambda: date_views.questions_message(
        [ALONE_AT, sheet(TALKS, link=None, number=26)], now=NOW
    ),
    "gatherings.called.waits": lambda: date_views.questions_message([WAITING], now=NOW),
    "gatherings.called.settled": lambda: date_views.questions_message([], now=NOW),
    "gatherings.orphaned": lambda: programme_views.orphaned_message(OrphanedSeries(LEFT, GONE, None), [TALK], now=NOW),
    "gatherings.orphaned.taken": lambda: programme_views.orphaned_message(
        OrphanedSeries(TALKS, GONE, CLAIRE), [], now=NOW
    ),
    "gatherings.orphaned.over": lambda: programme_views.orphaned_message(
        OrphanedSeries(replace(LEFT, ended_at=NOW), GONE, None), [], now=NOW
    ),
    "gatherings.series-handed.to": lambda: programme_views.handed_over_message(
        TALKS, DAVID, next_sheets=[TALK], reader_id=DAVID.id, now=NOW
    ),
    "gatherings.series-handed.several": lambda: programme_views.several_handed_over_message([TALKS, LEFT]),
    "gatherings.series-handed.from": lambda: programme_views.handed_over_message(
        TALKS, DAVID, next_sheets=[], reader_id=CLAIRE.id, now=NOW
    ),
    "gatherings.took": lambda: programme_views.taken_over_message(TALKS),
}
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {**SERIES, **DATES}


def _cancelled() -> GatheringSheet:
    over = replace(TALK.appointment, state=State.CANCELLED, reason="La salle est prise")
    return replace(TALK, appointment=over)
