"""Sections of the App Home. Each section has a button to change its content. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.agenda.busy.feeds import Feed
from bot.catalogue.phases import tag_of
from bot.dates.paris import day_of
from bot.dates.words import day_words, relative_words
from bot.helping.model import HelpWords, WordSort, word_name
from bot.logbook.model import Logbook
from bot.mentoring.model import Mentor
from bot.planning.own_agenda import DEFI
from bot.planning.standing import CarriedDefi, PhaseProgress
from bot.programme.model import Promotion
from handlers.agenda import views
from handlers.agenda.connecting import views as connecting_views
from handlers.kit.blocks import actions, button, context, header, section
from handlers.kit.escaping import Said
from handlers.kit.sentences import join_text
from handlers.logbook import texts as logbook_texts

from . import texts

DATES = 3  # The Home shows at most this number of dates of a défi.
MOST_DEFIS = 4  # The Home shows at most this number of défis.


def logbook_blocks(book: Logbook, *, is_eig: bool) -> list[Block]:
    """Build the list of skills that a person follows in their logbook, and their levels.

    If the person is still an EIG (`is_eig`) and the logbook is empty, build a sentence that says so."""
    said = (
        [join_text([texts.FOLLOWED, *(_skill_line(book, skill) for skill in book.skills)], "\n• ")]
        if book.skills
        else []
    )
    if is_eig and not said:
        said = [texts.LOGBOOK_EMPTY]
    return [header(texts.LOGBOOK), *map(section, said), actions(button(texts.MY_LOGBOOK, "logbook.open"))]


def helping_blocks(words: HelpWords, *, has_ended: bool = False) -> list[Block]:
    """Build the words of a person who offers help or wants to learn, and say who can read them.

    If `has_ended` is true, nobody can read them."""
    shown = texts.HELP_OVER if has_ended else texts.HELP_SHOWN
    says = [
        texts.HELP_SAYS[sort](words=texts.BETWEEN.join(map(word_name, words.by_sort[sort])))
        for sort in WordSort
        if words.by_sort.get(sort)
    ]
    told = [*says, shown if words.shown else texts.HELP_HIDDEN] if says else [texts.HELP_EMPTY]
    row = actions(button(texts.MY_HELP, "helping.open"))
    return [header(texts.HELP), section(join_text(told)), row, context(texts.HELP_FIND)]


def settings_blocks(feed: Feed | None, *, now: datetime) -> list[Block]:
    """Build the buttons to the settings of messages and calendar, and the state of a connected calendar."""
    connected = [section(connecting_views.validity_sentence(feed, now=now))] if feed else []
    row = [
        button(texts.MY_MESSAGES, "reminders.open"),
        button(texts.CHANGE if feed else texts.CONNECT, "agenda.connect"),
    ]
    return [header(texts.SETTINGS), *connected, actions(*row)]


def mentor_load_blocks(mentor: Mentor) -> list[Block]:
    """Build the numbers of cycles that a mentor has and accepts, with a button to accept no more."""
    row = [button(texts.FULL, "mentoring.full")] if mentor.limit else []
    row.append(button(texts.LIMIT, "mentoring.limit"))
    return [header(texts.LOAD), section(texts.load(mentor.open_cycles, mentor.limit)), actions(*row)]


def defi_blocks(
    plans: Sequence[CarriedDefi],
    reports: Mapping[int, Sequence[tuple[int, int]]],
    *,
    all_dates: bool = False,
    now: datetime,
) -> list[Block]:
    """Build the défis of a porteur or sponsor: the team's next events, the coaches, the last report.

    `reports` are pairs of a phase and a committee id, by défi id.
    If `all_dates` is true, build all dates and reports."""
    if not plans:
        return []
    blocks: list[Block] = [header(texts.DEFI if len(plans) == 1 else texts.DEFIS)]
    for carried in plans if all_dates else plans[:MOST_DEFIS]:
        blocks.append(section(_defi_lines(carried, max_dates=len(carried.coming) if all_dates else DATES, now=now)))
        row: list[InteractiveElement] = []
        for phase, committee_id in reports.get(carried.defi.id, ())[0 if all_dates else -1 :]:
            label, action = texts.DEFI_REPORT(phase=phase).plain, f"records.report:{committee_id}"
            row.append(button(label, action, value=str(committee_id), of=carried.defi.name))
        if carried.coming and not all_dates:
            value = views.filter_value(DEFI)
            row.append(button(texts.DEFI_AGENDA, f"agenda.show:{carried.defi.id}", value=value, of=carried.defi.name))
        blocks += [actions(*row)] if row else []
    return blocks


def promotion_blocks(
    promotion: Promotion, progress: PhaseProgress, *, with_name: bool = False, now: datetime
) -> list[Block]:
    """Build the progress of a promotion in its phase: dispositifs used, planned, and still to plan.

    If `with_name` is true, the title has the promotion's name."""
    said = _phase_line(promotion, now=now)
    names = texts.counted(progress.used)
    used = texts.USED_OF_ALL(what=names) if progress.of_all else texts.USED(what=names)
    awaited = texts.BETWEEN.join(progress.due)
    due = texts.DUE_OF_ALL(what=awaited) if progress.of_all else texts.DUE(what=awaited)
    told = [
        *([used] if progress.used else []),
        *([texts.AHEAD(what=texts.counted(progress.ahead))] if progress.ahead else []),
        *([due] if progress.due else []),
    ]
    title = texts.STANDS_OF(name=promotion.name).plain if with_name else texts.STANDS
    return [header(title), section(join_text([said, *told], "\n"))]


def _defi_lines(plan: CarriedDefi, *, max_dates: int, now: datetime) -> Said:
    said = texts.DEFI_COMES(
        defi=plan.defi.name,
        administration=plan.defi.administration,
        lines=_dates_line(plan, max_dates=max_dates, now=now),
    )
    if not plan.coaches:
        return said
    return join_text([said, texts.coached(plan.coaches, by_team=plan.by_team)], "\n")


def _dates_line(plan: CarriedDefi, *, max_dates: int, now: datetime) -> Said:
    dates = [
        texts.DEFI_DATE(when=relative_words(outline.appointment.starts, now), what=outline.name)
        for outline in plan.coming[:max_dates]
    ]
    more = len(plan.coming) - len(dates)
    return join_text([*(dates or [texts.DEFI_NOTHING]), *([texts.more_dates(more)] if more else [])], "\n")


def _skill_line(book: Logbook, skill: str) -> Said:
    last = next((assessed for assessed in reversed(book.assessed) if assessed.skill == skill), None)
    if last is None:
        return logbook_texts.NO_LEVEL(skill=tag_of(skill).name)
    return logbook_texts.LEVEL(skill=tag_of(skill).name, level=logbook_texts.LEVELS[last.level])


def _phase_line(promotion: Promotion, *, now: datetime) -> Said:
    phase = promotion.phase_on(day_of(now))
    if phase is None:
        return _between_phases_line(promotion, now=now)
    return texts.PHASE(number=phase.number, name=phase.name, until=day_words(phase.ends_on, now))


def _between_phases_line(promotion: Promotion, *, now: datetime) -> Said:
    today = day_of(now)
    coming = [phase for phase in promotion.phases if phase.starts_on > today]
    if not coming:
        return texts.OVER(name=promotion.name)
    following = min(coming, key=lambda phase: phase.starts_on)
    day = day_words(following.starts_on, now)
    begun = any(phase.ends_on < today for phase in promotion.phases)
    if not begun:
        return texts.FIRST(day=day)
    return texts.SOON(number=following.number, name=following.name, day=day)
