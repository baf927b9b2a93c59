"""The coaches' views of series, their organisers and small métiers. Pure."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.dates.recurrence import Rule
from bot.dates.recurrence_words import rule_words
from bot.dates.words import day_words, duration_words, join_words, moment_words, time_words
from bot.evaluation.model import COMMITTEE
from bot.gatherings.kinds import KINDS
from bot.gatherings.model import GatheringSheet, Reply, Series
from bot.gatherings.series.joining import SmallGroup
from bot.gatherings.series.orphans import OrphanedSeries
from bot.gatherings.series.overview import Programme, SeriesOverview
from bot.planning.setup.model import Setup
from bot.programme.model import Person, Promotion
from bot.programme.roles import METIER_WORDS
from handlers.gatherings import texts as naming
from handlers.gatherings.date.views import open_button
from handlers.gatherings.subjects import views
from handlers.kit import tags
from handlers.kit.blocks import (
    LABEL,
    Json,
    Message,
    actions,
    button,
    confirm_dialog,
    context,
    header,
    message,
    modal,
    section,
    select,
)
from handlers.kit.blocks import text_message as alone_said
from handlers.kit.escaping import Said, bold, escape, escape_and_link, shorten_label
from handlers.kit.sentences import capitalise, end_sentence, join_text
from handlers.kit.texts import GO_BACK, OPEN
from handlers.kit.told import close_button, undo_blocks

from . import texts

SHOWN = 20  # the most series shown for one promotion
MOST_SHOWN = 40  # the most series shown for all promotions, since Slack allows 50 blocks
# The number of next dates shown for a series with an organiser, and for one without.
NEXT, NEXT_TO_TAKE = 2, 3
MOST_OPTIONS = 100
MOST_BUTTONS = 5
ON_PAGE = 12
MOST_ON_ROW = 25
OF_COMMITTEES = "comites"
# For each page about a promotion, its label and the action that opens it.
ROOMS = {
    OF_COMMITTEES: (texts.COMMITTEES, "evaluation.plan"),
    "plan": (texts.PLAN, "planning.year"),
    "defis": (texts.OVERVIEW, "records.overview"),
}
MOST_ALONE = 45  # the most small métiers shown, since each takes two of Slack's 100 blocks


def menu_message(
    programmes: Sequence[Programme],
    *,
    setups: Sequence[Setup] = (),
    ended_promotions: Sequence[Promotion] = (),
    now: datetime,
) -> Message:
    """Build the list of series by promotion, with buttons to open and create a series.

    If no promotion runs, build buttons for promotions in preparation (`setups`).
    If `ended_promotions` is not empty, also build the button to the list of promotions."""
    if not programmes:
        return _no_promotion_message(setups, ended_promotions)
    blocks: list[Block] = [header(texts.TITLE)]
    spoken = [end_sentence(texts.TITLE)]
    shown = min(SHOWN, max(1, MOST_SHOWN // len(programmes) - 2))
    for at, one in enumerate(programmes):
        if len(programmes) > 1:
            blocks.append(section(texts.PROMOTION(name=one.promotion.name)))
            spoken.append(end_sentence(one.promotion.name))
        for listed in one.listed[:shown]:
            name, facts = series_name(listed.series), _facts(listed, now=now)
            blocks.append(section(join_text([bold(name), *facts], "\n")))
            spoken.append(end_sentence(texts.FACT(name=name, what=join_text(facts, ". "))))
        if len(one.listed) > shown:
            blocks.append(section(texts.more(len(one.listed) - shown)))
        if not one.listed:
            blocks.append(section(texts.NOTHING))
            spoken.append(texts.NOTHING)
        if one.alone:
            spoken.append(texts.alone(_metier_names(one.alone)))
            blocks.append(section(spoken[-1]))
        blocks.append(
            actions(
                *_promotion_buttons(
                    one, is_single=len(programmes) == 1, with_create_button=at < 2, is_first=not at, now=now
                )
            )
        )
    if len(programmes) > 1:
        closed = {OF_COMMITTEES} if all(COMMITTEE in programme.closed for programme in programmes) else set()
        rooms = [(label, room) for room, (label, _) in ROOMS.items() if room not in closed]
        blocks.append(actions(select("gatherings.which", texts.ROOMS, rooms)))
    return message(join_text([*spoken, texts.IN_PROMOTIONS]), *blocks, context(texts.IN_PROMOTIONS))


def _no_promotion_message(setups: Sequence[Setup], ended_promotions: Sequence[Promotion]) -> Message:
    names = join_words([setup.name for setup in setups])
    said = texts.IN_PREPARATION(names=names) if setups else texts.NO_PROMOTION
    row = [
        button(texts.GO_ON, f"setup.page:{setup.ref}", value=str(setup.ref), of=setup.name, style="primary")
        for setup in setups[: MOST_BUTTONS - 2]
    ]
    row.append(button(texts.PREPARE, "setup.begin", style=None if row else "primary"))
    row += [button(texts.PROMOTIONS, "setup.all")] if ended_promotions else []
    return message(said, section(said), actions(*row))


def promotion_modal(target_page: str, promotions: Sequence[Promotion]) -> Json:
    """Build the choice of a promotion. It opens the page `target_page` (a key of ROOMS) of the chosen promotion."""
    _, action = ROOMS[target_page]
    row = [
        button(promotion.name[:LABEL], f"{action}:{promotion.id}", value=str(promotion.id))
        for promotion in promotions[:MOST_ON_ROW]
    ]
    return modal("gatherings.which", texts.WHICH_TITLE, [section(texts.WHICH), actions(*row)])


def kinds_modal(programme: Programme) -> Json:
    number = programme.promotion.id
    row = [
        button(
            naming.NAMES[kind][:75], f"gatherings.create:{kind}", value=f"{number} {kind}", of=programme.promotion.name
        )
        for kind in KINDS
        if kind not in programme.closed
    ]
    blocks: list[Block] = [section(texts.KINDS), *(actions(each) for each in row)]
    if programme.without_group:
        blocks.append(actions(button(texts.EACH, "gatherings.each", value=str(number))))
    if programme.alone:
        blocks.append(section(texts.alone(_metier_names(programme.alone))))
        blocks.append(actions(button(texts.CHOOSE, "gatherings.alone", value=str(number))))
    of = programme.promotion.name
    ways = [
        button(texts.NEXT_MONTH, f"gatherings.next_month:{number}", value=str(number), of=of),
        *(
            []
            if COMMITTEE in programme.closed
            else [button(texts.COMMITTEES, "evaluation.plan", value=str(number), of=of)]
        ),
        _plan_button(number, of=of),
        _overview_button(number, of=of),
        close_button(programme.promotion.id, of=of),
    ]
    blocks.append(actions(*ways))
    if programme.closed:
        blocks.append(actions(button(texts.OPENINGS, "catalogue.openings")))
    return modal("gatherings.kinds", texts.KINDS_TITLE, blocks)


def series_modal(
    listed_series: SeriesOverview, *, small_group: SmallGroup | None = None, batch: str | None = None, now: datetime
) -> Json:
    """Build the page of a series, with a button for each date.

    `small_group` describes a small group and what its organiser can do. `batch` is the id of the change that created
    the series, as long as that change can be undone."""
    series = listed_series.series
    head = [bold(series_name(series)), _rule_line(listed_series, now=now)]
    blocks: list[Block] = [section(join_text(head, "\n")), context(_settings_line(series))]
    if series.ended_at is not None:
        return modal("gatherings.page", texts.PAGE_TITLE, [*blocks, section(texts.IS_ENDED)])
    ask = confirm_dialog(texts.END_TITLE, texts.END_SURE, yes=texts.END_YES, no=GO_BACK)
    row = [
        button(texts.EDIT, "gatherings.edit", value=str(series.id)),
        button(texts.END, "gatherings.end", value=str(series.id), confirm=ask),
    ]
    if batch is not None:
        blocks += undo_blocks("gatherings.undo", batch)
    if small_group is not None:
        blocks.append(section(views.small_group_sentence(small_group)))
        row += views.small_group_buttons(small_group)
    blocks += [actions(*row), section(texts.COMING if listed_series.coming else texts.NO_DATES)]
    for sheet in listed_series.coming[:ON_PAGE]:
        blocks += _date_blocks(sheet, listed_series, now=now)
    return modal("gatherings.page", texts.PAGE_TITLE, blocks)


def small_metiers_modal(programme: Programme) -> Json:
    """Build the list of small métiers. Each has buttons to join another group or to invite alumni."""
    if not programme.alone:
        return modal("gatherings.alone", texts.ALONE_TITLE, [section(texts.NOBODY_ALONE)])
    blocks: list[Block] = [section(texts.ALONE)]
    for few in programme.alone[:MOST_ALONE]:
        blocks.append(section(views.small_group_sentence(few)))
        row = views.small_group_buttons(few)
        blocks += [actions(*row)] if row else []
    if not any(few.others for few in programme.alone):
        blocks.append(context(texts.NO_GROUP))
    return modal("gatherings.alone", texts.ALONE_TITLE, blocks)


def done_modal(title: str, done_sentence: Said) -> Json:
    return modal("gatherings.done", title, [section(done_sentence)])


def dates_message(dispositif: str, next_sheets: Sequence[GatheringSheet], *, viewer_id: int, now: datetime) -> Message:
    """Build the list of a dispositif's next dates, with buttons for dates that the viewer can accept.

    Only participants see the room of a date. Other invited people see the place."""
    title = texts.FACT(name=texts.DATES_TITLE, what=naming.NAMES[dispositif])
    if not next_sheets:
        return message(
            join_text([end_sentence(title), texts.NO_NEXT_DATES]), section(bold(title)), section(texts.NO_NEXT_DATES)
        )
    shown = next_sheets[:ON_PAGE]
    listed = join_text(
        [texts.POINT(date=_date_line(sheet, viewer_id, with_links=True, now=now)) for sheet in shown], "\n"
    )
    heard = join_text([title, *(_date_line(sheet, viewer_id, now=now) for sheet in shown)], ". ")
    row = [_come_button(sheet, now=now) for sheet in next_sheets if _awaits_answer_of(sheet, viewer_id)][:MOST_BUTTONS]
    asked = [actions(*row)] if row else []
    return message(end_sentence(heard), section(bold(title)), section(listed), *asked)


def orphaned_message(orphan: OrphanedSeries, next_sheets: Sequence[GatheringSheet], *, now: datetime) -> Message:
    """Build the notice to coaches that a series has no organiser. If a coach has taken it over, name that coach."""
    series, name = orphan.series, series_name(orphan.series)
    if orphan.taker is not None:
        return alone_said(texts.ADOPTED(taker=orphan.taker.name, name=name))
    if series.ended_at is not None:
        return alone_said(texts.NOTHING_TO_TAKE(name=name))
    who = orphan.left.name if orphan.left else naming.SOMEBODY
    whens = join_words([moment_words(sheet.appointment.starts, now) for sheet in next_sheets[:NEXT_TO_TAKE]])
    left = texts.ORPHANED(who=who, name=name, rule=series_rule_words(series, now=now))
    told = join_text([left, *([texts.TO_COME(whens=whens)] if whens else []), texts.WHO_TAKES])
    row = actions(button(texts.TAKE, "gatherings.take", value=str(series.id), style="primary"))
    return message(told, section(told), row)


def handed_over_message(
    series: Series, taker: Person, *, next_sheets: Sequence[GatheringSheet], reader_id: int, now: datetime
) -> Message:
    """Build the notice that a series has a new organiser, for the new organiser or for the previous one."""
    name = series_name(series)
    if reader_id != taker.id:
        return alone_said(texts.ADOPTED(taker=taker.name, name=name))
    whens = join_words([moment_words(sheet.appointment.starts, now) for sheet in next_sheets[:NEXT_TO_TAKE]])
    told = join_text([texts.HANDED(name=name), *([texts.TO_COME(whens=whens)] if whens else [])])
    opens = button(OPEN, "gatherings.series", value=str(series.id), of=name)
    return message(told, section(told), actions(opens))


def several_handed_over_message(series_list: Sequence[Series]) -> Message:
    told = texts.HANDED_SEVERAL(names=join_words([series_name(series) for series in series_list]))
    return message(told, section(told), actions(button(OPEN, "gatherings.programme", of=texts.SHORT_TITLE)))


def taken_over_message(series: Series) -> Message:
    return alone_said(texts.TOOK(name=series_name(series)))


def series_name(series: Series) -> str:
    return naming.name_of(series)


def series_rule_words(series: Series, *, now: datetime) -> str:
    """Return a series' recurrence in words. If it has none, say that its dates are set one by one."""
    return rule_words(Rule.from_text(series.rule), now) if series.rule else texts.WITHOUT_RULE


def _awaits_answer_of(sheet: GatheringSheet, viewer_id: int) -> bool:
    """Return whether a person is invited to an announced date and has not accepted it."""
    answer = sheet.answers.get(viewer_id)
    invited = any(person.id == viewer_id for person in sheet.invited)
    return invited and sheet.gathering.announced_at is not None and (answer is None or answer.reply is Reply.DECLINES)


def _come_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    value, starts = str(sheet.gathering.id), sheet.appointment.starts
    rest = texts.of_day(time_words(starts), naming.name_of(sheet.series, sheet.gathering))
    return button(texts.come(day_words(starts, now)), f"gatherings.come:{value}", value=value, of=rest)


def _date_line(sheet: GatheringSheet, viewer_id: int, *, with_links: bool = False, now: datetime) -> Said:
    setting = escape_and_link if with_links else escape
    name, when = naming.name_of(sheet.series, sheet.gathering), moment_words(sheet.appointment.starts, now)
    theirs = sheet.comes(viewer_id) or any(each.id == viewer_id for each in sheet.invited)
    where = (sheet.appointment.place if theirs else None) or sheet.room_for(viewer_id)
    facts = [texts.FACT(name=when, what=setting(name)), *([setting(where)] if where else [])]
    answer = sheet.answers.get(viewer_id)
    return join_text([*facts, *([texts.YOU_COME] if answer and answer.reply is Reply.COMES else [])], ", ")


def _rule_line(listed_series: SeriesOverview, *, now: datetime) -> Said:
    series = listed_series.series
    known = listed_series.organiser.name if listed_series.organiser else naming.SOMEBODY
    organiser = texts.HAS_LEFT(name=known) if listed_series.organiser and listed_series.left else known
    return capitalise(
        texts.RULE(rule=series_rule_words(series, now=now), length=duration_words(series.minutes), organiser=organiser)
    )


def _facts(listed_series: SeriesOverview, *, now: datetime) -> list[Said]:
    """Return the lines about a series: its rule, its next dates, dates « à arbitrer », and missing facts."""
    coming, unclaimed = (
        [moment_words(sheet.appointment.starts, now) for sheet in several[:NEXT]]
        for several in (listed_series.coming, listed_series.unclaimed)
    )
    facts = [_rule_line(listed_series, now=now), *([texts.next_dates(coming)] if coming else [])]
    facts += [texts.UNCLAIMED(whens=join_words(unclaimed))] if unclaimed else []
    for gathering, codes in listed_series.missing[:NEXT]:
        facts.append(texts.MISSING(when=moment_words(gathering.appointment.starts, now), what=naming.lacking(codes)))
    return facts


def _promotion_buttons(
    programme: Programme, *, is_single: bool, with_create_button: bool, is_first: bool, now: datetime
) -> list[InteractiveElement]:
    number, name = str(programme.promotion.id), programme.promotion.name
    row: list[InteractiveElement] = []
    if programme.listed:
        listed = programme.listed[:MOST_OPTIONS]
        options = [
            (label, str(each.series.id), _organiser_and_rule(each, now=now))
            for label, each in zip(_series_labels(listed, now=now), listed, strict=True)
        ]
        row.append(select(f"gatherings.series:{number}", texts.OPEN_SERIES, options))
    if with_create_button:
        row.append(button(texts.CREATE, f"gatherings.kinds:{number}", value=number, of=name))
    if with_create_button and not is_single:
        row.append(button(texts.NEXT_MONTH, f"gatherings.next_month:{number}", value=number, of=name))
    if is_single and COMMITTEE not in programme.closed:
        row.append(button(texts.COMMITTEES, "evaluation.plan", value=number, of=name))
    if is_first:
        row.append(button(texts.PROMOTIONS, "setup.all"))
    # The row has at most five buttons. With these two, « Le mois prochain » is in the modal of « Créer une série ».
    if is_single:
        row += [_plan_button(programme.promotion.id, of=name), _overview_button(programme.promotion.id, of=name)]
    return row


def _overview_button(promotion_id: int, *, of: str) -> InteractiveElement:
    return button(texts.OVERVIEW, "records.overview", value=str(promotion_id), of=of)


def _plan_button(promotion_id: int, *, of: str) -> InteractiveElement:
    return button(texts.PLAN, "planning.year", value=str(promotion_id), of=of)


def _series_labels(series_list: Sequence[SeriesOverview], *, now: datetime) -> list[str]:
    """Return the labels of series for a list. If Slack would cut two names to one text, begin with the recurrence."""
    names = [series_name(listed.series) for listed in series_list]
    seen = [shorten_label(name, LABEL) for name in names]
    return [
        texts.FACT(name=capitalise(series_rule_words(listed.series, now=now)), what=name).plain
        if name != shown and seen.count(shown) > 1
        else name
        for listed, name, shown in zip(series_list, names, seen, strict=True)
    ]


def _organiser_and_rule(listed_series: SeriesOverview, *, now: datetime) -> str:
    """Return what distinguishes series of the same name: the organiser and the recurrence."""
    organiser = listed_series.organiser.name if listed_series.organiser else naming.SOMEBODY
    return texts.APART(organiser=organiser, rule=series_rule_words(listed_series.series, now=now)).plain


def _metier_names(small_groups: Sequence[SmallGroup]) -> list[str]:
    mine = {metier for small in small_groups for metier in small.series.metiers}
    return [METIER_WORDS[metier] for metier in METIER_WORDS if metier in mine]


def _settings_line(series: Series) -> Said:
    facts = [escape_and_link(fact) for fact in (series.place, series.link) if fact]
    facts += [texts.CHANNEL(channel=series.channel)] if series.channel else []
    facts += [texts.lead(series.lead_days), texts.capacity(series.capacity)]
    facts += [texts.FACT(name=name, what=what) for name, what in tags.facts(series.tags)]
    return end_sentence(join_text(map(capitalise, facts), ". "))


def _date_blocks(sheet: GatheringSheet, listed_series: SeriesOverview, *, now: datetime) -> list[Block]:
    when = moment_words(sheet.appointment.starts, now)
    announced = sheet.gathering.announced_at is not None
    come = naming.come_by_now(len(sheet.who_replied(Reply.COMES)))
    lines: list[str] = [texts.FACT(name=when, what=come) if announced else when]
    lines += [sheet.gathering.title] if sheet.gathering.title else []
    lines += [texts.UNCLAIMED(whens=when)] if sheet.gathering.unclaimed else []
    lines += [
        texts.MISSING(when=when, what=naming.lacking(codes)) for some, codes in listed_series.missing if some is sheet
    ]
    return [section(join_text(lines, "\n")), actions(open_button(sheet, now=now))]
