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
from bot.gatherings.series.joining import Small
from bot.gatherings.series.orphans import Orphan
from bot.gatherings.series.overview import Programme, SeriesListed
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
    several: Sequence[Programme],
    *,
    waiting: Sequence[Setup] = (),
    over: Sequence[Promotion] = (),
    now: datetime,
) -> Message:
    """Build the list of series by promotion, with buttons to open and create a series.

    If no promotion runs, show promotions in preparation (`waiting`), and the button to ended ones (`over`)."""
    if not several:
        return _no_promotion_message(waiting, over)
    blocks: list[Block] = [header(texts.TITLE)]
    spoken = [end_sentence(texts.TITLE)]
    shown = min(SHOWN, max(1, MOST_SHOWN // len(several) - 2))
    for at, one in enumerate(several):
        if len(several) > 1:
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
        blocks.append(actions(*_promotion_buttons(one, alone=len(several) == 1, buttons=at < 2, first=not at, now=now)))
    if len(several) > 1:
        closed = {OF_COMMITTEES} if all(COMMITTEE in programme.closed for programme in several) else set()
        rooms = [(label, room) for room, (label, _) in ROOMS.items() if room not in closed]
        blocks.append(actions(select("gatherings.which", texts.ROOMS, rooms)))
    return message(join_text([*spoken, texts.IN_PROMOTIONS]), *blocks, context(texts.IN_PROMOTIONS))


def _no_promotion_message(waiting: Sequence[Setup], over: Sequence[Promotion]) -> Message:
    names = join_words([setup.name for setup in waiting])
    said = texts.IN_PREPARATION(names=names) if waiting else texts.NO_PROMOTION
    row = [
        button(texts.GO_ON, f"setup.page:{setup.ref}", value=str(setup.ref), of=setup.name, style="primary")
        for setup in waiting[: MOST_BUTTONS - 2]
    ]
    row.append(button(texts.PREPARE, "setup.begin", style=None if row else "primary"))
    row += [button(texts.PROMOTIONS, "setup.all")] if over else []
    return message(said, section(said), actions(*row))


def promotion_modal(room: str, several: Sequence[Promotion]) -> Json:
    """Build the choice of a promotion. It opens the page `room` (a key of ROOMS) of the chosen promotion."""
    _, action = ROOMS[room]
    row = [
        button(promotion.name[:LABEL], f"{action}:{promotion.id}", value=str(promotion.id))
        for promotion in several[:MOST_ON_ROW]
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


def series_modal(listed: SeriesListed, *, few: Small | None = None, batch: str | None = None, now: datetime) -> Json:
    """Build the page of a series, with a button for each date.

    `few` describes a small group and what its organiser can do. `batch` is the id of the change that created the
    series, as long as that change can be undone."""
    series = listed.series
    head = [bold(series_name(series)), _rule_line(listed, now=now)]
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
    if few is not None:
        blocks.append(section(views.few_sentence(few)))
        row += views.small_group_buttons(few)
    blocks += [actions(*row), section(texts.COMING if listed.coming else texts.NO_DATES)]
    for sheet in listed.coming[:ON_PAGE]:
        blocks += _date_blocks(sheet, listed, now=now)
    return modal("gatherings.page", texts.PAGE_TITLE, blocks)


def alone_modal(programme: Programme) -> Json:
    """Build the list of small métiers. Each has buttons to join another group or to invite alumni."""
    if not programme.alone:
        return modal("gatherings.alone", texts.ALONE_TITLE, [section(texts.NOBODY_ALONE)])
    blocks: list[Block] = [section(texts.ALONE)]
    for few in programme.alone[:MOST_ALONE]:
        blocks.append(section(views.few_sentence(few)))
        row = views.small_group_buttons(few)
        blocks += [actions(*row)] if row else []
    if not any(few.others for few in programme.alone):
        blocks.append(context(texts.NO_GROUP))
    return modal("gatherings.alone", texts.ALONE_TITLE, blocks)


def done_modal(title: str, done: Said) -> Json:
    return modal("gatherings.done", title, [section(done)])


def dates_message(dispositif: str, coming: Sequence[GatheringSheet], *, viewer_id: int, now: datetime) -> Message:
    """Build the list of a dispositif's next dates, with buttons for dates that the viewer can accept.

    Only participants see the room of a date. Other invited people see the place."""
    title = texts.FACT(name=texts.DATES_TITLE, what=naming.NAMES[dispositif])
    if not coming:
        return message(
            join_text([end_sentence(title), texts.NO_NEXT_DATES]), section(bold(title)), section(texts.NO_NEXT_DATES)
        )
    shown = coming[:ON_PAGE]
    listed = join_text([texts.POINT(date=_date_line(sheet, viewer_id, linking=True, now=now)) for sheet in shown], "\n")
    heard = join_text([title, *(_date_line(sheet, viewer_id, now=now) for sheet in shown)], ". ")
    row = [_come_button(sheet, now=now) for sheet in coming if _is_asked(sheet, viewer_id)][:MOST_BUTTONS]
    asked = [actions(*row)] if row else []
    return message(end_sentence(heard), section(bold(title)), section(listed), *asked)


def orphaned_message(orphan: Orphan, coming: Sequence[GatheringSheet], *, now: datetime) -> Message:
    """Build the notice to coaches that a series has no organiser. If a coach has taken it over, name that coach."""
    series, name = orphan.series, series_name(orphan.series)
    if orphan.taker is not None:
        return alone_said(texts.ADOPTED(taker=orphan.taker.name, name=name))
    if series.ended_at is not None:
        return alone_said(texts.NOTHING_TO_TAKE(name=name))
    who = orphan.left.name if orphan.left else naming.SOMEBODY
    whens = join_words([moment_words(sheet.appointment.starts, now) for sheet in coming[:NEXT_TO_TAKE]])
    left = texts.ORPHANED(who=who, name=name, rule=series_rule_words(series, now=now))
    told = join_text([left, *([texts.TO_COME(whens=whens)] if whens else []), texts.WHO_TAKES])
    row = actions(button(texts.TAKE, "gatherings.take", value=str(series.id), style="primary"))
    return message(told, section(told), row)


def handed_message(
    series: Series, taker: Person, *, coming: Sequence[GatheringSheet], reader_id: int, now: datetime
) -> Message:
    """Build the notice that a series has a new organiser, for the new organiser or for the previous one."""
    name = series_name(series)
    if reader_id != taker.id:
        return alone_said(texts.ADOPTED(taker=taker.name, name=name))
    whens = join_words([moment_words(sheet.appointment.starts, now) for sheet in coming[:NEXT_TO_TAKE]])
    told = join_text([texts.HANDED(name=name), *([texts.TO_COME(whens=whens)] if whens else [])])
    opens = button(OPEN, "gatherings.series", value=str(series.id), of=name)
    return message(told, section(told), actions(opens))


def handed_several_message(several: Sequence[Series]) -> Message:
    told = texts.HANDED_SEVERAL(names=join_words([series_name(series) for series in several]))
    return message(told, section(told), actions(button(OPEN, "gatherings.programme", of=texts.SHORT_TITLE)))


def taken_message(series: Series) -> Message:
    return alone_said(texts.TOOK(name=series_name(series)))


def series_name(series: Series) -> str:
    return naming.name_of(series)


def series_rule_words(series: Series, *, now: datetime) -> str:
    """Return a series' recurrence in words. If it has none, say that its dates are set one by one."""
    return rule_words(Rule.from_text(series.rule), now) if series.rule else texts.WITHOUT_RULE


def _is_asked(sheet: GatheringSheet, viewer_id: int) -> bool:
    """Return whether a person is invited to an announced date and has not accepted it."""
    answer = sheet.answers.get(viewer_id)
    invited = any(person.id == viewer_id for person in sheet.invited)
    return invited and sheet.gathering.announced_at is not None and (answer is None or answer.reply is Reply.DECLINES)


def _come_button(sheet: GatheringSheet, *, now: datetime) -> InteractiveElement:
    value, starts = str(sheet.gathering.id), sheet.appointment.starts
    rest = texts.of_day(time_words(starts), naming.name_of(sheet.series, sheet.gathering))
    return button(texts.come(day_words(starts, now)), f"gatherings.come:{value}", value=value, of=rest)


def _date_line(sheet: GatheringSheet, viewer_id: int, *, linking: bool = False, now: datetime) -> Said:
    setting = escape_and_link if linking else escape
    name, when = naming.name_of(sheet.series, sheet.gathering), moment_words(sheet.appointment.starts, now)
    theirs = sheet.comes(viewer_id) or any(each.id == viewer_id for each in sheet.invited)
    where = (sheet.appointment.place if theirs else None) or sheet.room_for(viewer_id)
    facts = [texts.FACT(name=when, what=setting(name)), *([setting(where)] if where else [])]
    answer = sheet.answers.get(viewer_id)
    return join_text([*facts, *([texts.YOU_COME] if answer and answer.reply is Reply.COMES else [])], ", ")


def _rule_line(listed: SeriesListed, *, now: datetime) -> Said:
    series = listed.series
    known = listed.organiser.name if listed.organiser else naming.SOMEBODY
    organiser = texts.HAS_LEFT(name=known) if listed.organiser and listed.left else known
    return capitalise(
        texts.RULE(rule=series_rule_words(series, now=now), length=duration_words(series.minutes), organiser=organiser)
    )


def _facts(listed: SeriesListed, *, now: datetime) -> list[Said]:
    """Return the lines about a series: its rule, its next dates, dates « à arbitrer », and missing facts."""
    coming, unclaimed = (
        [moment_words(sheet.appointment.starts, now) for sheet in several[:NEXT]]
        for several in (listed.coming, listed.unclaimed)
    )
    facts = [_rule_line(listed, now=now), *([texts.next_dates(coming)] if coming else [])]
    facts += [texts.UNCLAIMED(whens=join_words(unclaimed))] if unclaimed else []
    for gathering, codes in listed.missing[:NEXT]:
        facts.append(texts.MISSING(when=moment_words(gathering.appointment.starts, now), what=naming.lacking(codes)))
    return facts


def _promotion_buttons(
    programme: Programme, *, alone: bool, buttons: bool, first: bool, now: datetime
) -> list[InteractiveElement]:
    number, name = str(programme.promotion.id), programme.promotion.name
    row: list[InteractiveElement] = []
    if programme.listed:
        listed = programme.listed[:MOST_OPTIONS]
        options = [
            (label, str(each.series.id), _distinction(each, now=now))
            for label, each in zip(_labels(listed, now=now), listed, strict=True)
        ]
        row.append(select(f"gatherings.series:{number}", texts.OPEN_SERIES, options))
    if buttons:
        row.append(button(texts.CREATE, f"gatherings.kinds:{number}", value=number, of=name))
    if buttons and not alone:
        row.append(button(texts.NEXT_MONTH, f"gatherings.next_month:{number}", value=number, of=name))
    if alone and COMMITTEE not in programme.closed:
        row.append(button(texts.COMMITTEES, "evaluation.plan", value=number, of=name))
    if first:
        row.append(button(texts.PROMOTIONS, "setup.all"))
    # A message has at most five buttons, so « Le mois prochain » moves into the modal of « Créer une série ».
    if alone:
        row += [_plan_button(programme.promotion.id, of=name), _overview_button(programme.promotion.id, of=name)]
    return row


def _overview_button(promotion_id: int, *, of: str) -> InteractiveElement:
    return button(texts.OVERVIEW, "records.overview", value=str(promotion_id), of=of)


def _plan_button(promotion_id: int, *, of: str) -> InteractiveElement:
    return button(texts.PLAN, "planning.year", value=str(promotion_id), of=of)


def _labels(several: Sequence[SeriesListed], *, now: datetime) -> list[str]:
    """Return the names of series for a list that cuts them. If two names look equal there, put the recurrence first."""
    names = [series_name(listed.series) for listed in several]
    seen = [shorten_label(name, LABEL) for name in names]
    return [
        texts.FACT(name=capitalise(series_rule_words(listed.series, now=now)), what=name).plain
        if name != shown and seen.count(shown) > 1
        else name
        for listed, name, shown in zip(several, names, seen, strict=True)
    ]


def _distinction(listed: SeriesListed, *, now: datetime) -> str:
    """Return what distinguishes series of the same name: the organiser and the recurrence."""
    organiser = listed.organiser.name if listed.organiser else naming.SOMEBODY
    return texts.APART(organiser=organiser, rule=series_rule_words(listed.series, now=now)).plain


def _metier_names(several: Sequence[Small]) -> list[str]:
    mine = {metier for small in several for metier in small.series.metiers}
    return [METIER_WORDS[metier] for metier in METIER_WORDS if metier in mine]


def _settings_line(series: Series) -> Said:
    facts = [escape_and_link(fact) for fact in (series.place, series.link) if fact]
    facts += [texts.CHANNEL(channel=series.channel)] if series.channel else []
    facts += [texts.lead(series.lead_days), texts.capacity(series.capacity)]
    facts += [texts.FACT(name=name, what=what) for name, what in tags.facts(series.tags)]
    return end_sentence(join_text(map(capitalise, facts), ". "))


def _date_blocks(sheet: GatheringSheet, listed: SeriesListed, *, now: datetime) -> list[Block]:
    when = moment_words(sheet.appointment.starts, now)
    announced = sheet.gathering.announced_at is not None
    come = naming.come_by_now(len(sheet.who_replied(Reply.COMES)))
    lines: list[str] = [texts.FACT(name=when, what=come) if announced else when]
    lines += [sheet.gathering.title] if sheet.gathering.title else []
    lines += [texts.UNCLAIMED(whens=when)] if sheet.gathering.unclaimed else []
    lines += [texts.MISSING(when=when, what=naming.lacking(codes)) for some, codes in listed.missing if some is sheet]
    return [section(join_text(lines, "\n")), actions(open_button(sheet, now=now))]
