"""Promotions as coaches look at them, drawn: défi by défi, use in figures, what nothing has touched. Pure."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from slack_sdk.models.blocks import Block

from bot.catalogue.phases import Tag
from bot.dates.words import day_words, join_words
from bot.records.overview import Figures, Line, Missing, Overview
from handlers.kit.blocks import (
    Json,
    Message,
    actions,
    alone,
    button,
    context,
    header,
    modal,
    section,
    under_a_title,
)
from handlers.kit.escaping import Said
from handlers.kit.sentences import capital, joined

from . import texts

MOST_ROWS = 85  # of a hundred blocks
MOST_OTHERS = 4  # promotions


def page(found: Overview, *, now: datetime) -> Json:
    """Build a promotion défi by défi in a modal."""
    return modal("records.overview", texts.TITLE, _page(found, now=now))


def home(found: Overview, *, now: datetime) -> Json:
    """Build the same as a page of the Home, with the way back and to the reader's other promotions."""
    others = [
        button(other.name, f"records.overview:{other.id}", value=str(other.id), of=texts.TITLE)
        for other in found.others
    ]
    top = [header(texts.TITLE), actions(button(texts.BACK, "home.back"), *others[:MOST_OTHERS])]
    return {"type": "home", "blocks": under_a_title([*top, *_page(found, now=now)])}


def _page(found: Overview, *, now: datetime) -> list[Block]:
    about, of = str(found.promotion.id), found.promotion.name
    mine = [line for line in found.lines if line.mine]
    rest = [line for line in found.lines if not line.mine]
    groups = [(texts.MINE, mine), (texts.OTHERS if mine else texts.ALL_DEFIS, rest)]
    blocks: list[Block] = [
        section(texts.INTRO(promotion=of, phase=_phase(found))),
        actions(
            button(texts.GLANCE, "evaluation.glance", value=f"{about} 0", of=of),
            button(texts.TOUCHED, "records.touched", value=about, of=of),
            button(texts.USE, "records.use", value=about, of=of),
        ),
    ]
    blocks += [] if found.lines else [section(texts.NO_DEFI)]
    room = MOST_ROWS
    for title, several in groups:
        if several and room:
            blocks += [header(title), *(section(_line(line, over=found.is_over, now=now)) for line in several[:room])]
            room -= len(several[:room])
    if found.mentoring and not found.is_over:
        count = len(found.mentoring)
        what = texts.ONE_MENTORING if count == 1 else texts.MANY_MENTORING.format(count=count)
        blocks.append(section(texts.MENTORING_WAITS(what=what, day=day_words(min(found.mentoring), now))))
    last = [] if found.is_over or not found.lines else [context(texts.ORDER)]
    return [*blocks, *last, context(texts.NOTHING_PRIVATE)]


def use(found: Overview, *, now: datetime) -> Json:
    """Show what dispositifs are used for, in figures, and the way to the tables."""
    del now
    blocks: list[Block] = [section(texts.USE_INTRO(promotion=found.promotion.name))]
    blocks += [] if found.figures else [section(texts.NO_USE)]
    blocks += [section(joined(_figures(figure), "\n")) for figure in found.figures]
    ways = actions(button(texts.TABLES, "records.tables", of=found.promotion.name))
    return modal("records.use", texts.USE, [*blocks, ways, context(texts.FEWEST)])


def touched(found: Overview, *, now: datetime) -> Json:
    """Show which of the phase's skills and of the values nothing has touched yet, and what could."""
    blocks: list[Block] = [section(texts.TOUCHED_INTRO(phase=capital(_phase(found))))]
    groups = [(texts.VALUES, found.valeurs)]
    if found.phase is not None:
        groups = [(texts.EIG, found.eig), (texts.PORTEURS_SKILLS, found.porteurs), *groups]
    blocks += [section(joined([title, *_missing(missing, now=now)], "\n")) for title, missing in groups]
    skills = [tag for tag in found.touched if tag.is_skill]  # apart from values: one name may be of both
    valeurs = [tag for tag in found.touched if not tag.is_skill]
    blocks += [section(texts.DONE_SKILLS(names=_names(skills)))] if skills else []
    blocks += [section(texts.DONE_VALUES(names=_names(valeurs)))] if valeurs else []
    blocks += [] if found.phase else [context(texts.NO_PHASES)]
    return modal("records.touched", texts.TOUCHED, [*blocks, context(texts.HOW)])


def card(*, now: datetime) -> Message:
    """Build the message in whose thread the tables come."""
    return alone(texts.CARD(day=day_words(now, now)))


def _phase(found: Overview) -> str:
    return texts.PHASE.format(number=found.phase.number, name=found.phase.name) if found.phase else texts.NO_PHASE


def _line(line: Line, *, over: bool, now: datetime) -> Said:
    lines = [texts.DEFI(defi=line.defi.name, administration=line.defi.administration)]
    if line.coaches:
        many = len(line.coaches) > 1
        lines.append(texts.COACHES(names=join_words(line.coaches)) if many else texts.COACH(name=line.coaches[0]))
    if line.met is None:
        lines.append(texts.NOT_MET)
    else:
        by = texts.BY.format(names=join_words(line.met_by)) if line.met_by else ""
        met = texts.MET(when=day_words(line.met, now), by=by)
        lines.append(joined([met, texts.LONG_AGO]) if line.is_long_ago(now) and not over else met)
    workshops = texts.DONE_WORKSHOPS if over else texts.WORKSHOPS  # nothing is expected of what is over
    no_committee = texts.NO_COMMITTEE_HELD if over else texts.NO_COMMITTEE
    unreported = texts.NO_REPORT if over else texts.UNREPORTED
    facts = [
        texts.DESKS.get(line.desks) or texts.MANY_DESKS.format(count=line.desks),
        workshops.get(line.workshops) or texts.MANY_WORKSHOPS.format(count=line.workshops),
        texts.COMMITTEE.format(when=day_words(line.committee, now)) if line.committee else no_committee,
        texts.REPORTED if line.reported else unreported,
    ]
    lines.append(texts.USED(facts=", ".join(facts)))
    if over:
        return joined(lines, "\n")
    if line.late_actions:
        lines.append(texts.LATE_ACTION if line.late_actions == 1 else texts.LATE_ACTIONS(count=line.late_actions))
    for asked in line.waiting:
        since = texts.SINCE.format(day=day_words(asked.since, now)) if asked.since else ""
        lines.append(texts.WORKSHOP_WAITS(since=since) if asked.workshop else texts.WAITING(since=since))
    return joined(lines, "\n")


def _figures(figures: Figures) -> list[Said]:
    counts = texts.COUNTS.format(over=figures.over, ahead=figures.ahead, cancelled=figures.cancelled)
    lines = [texts.FIGURES(name=texts.NAMES[figures.dispositif], counts=texts.FEW if figures.is_individual else counts)]
    if figures.come is not None:
        lines.append(texts.ATTENDED(come=figures.come, there=figures.there, missing=figures.missing))
    if figures.days is not None:
        lines.append(
            texts.DAYS(days=texts.ONE_DAY if figures.days <= 1 else texts.MANY_DAYS.format(count=ceil(figures.days)))
        )
    return lines


def _missing(missing: Missing, *, now: datetime) -> list[Said]:
    if not missing.tags:
        return [texts.ALL]
    lines = [texts.MISSING(names=_names(missing.tags))]
    lines.append(texts.COULD(kinds=", ".join(texts.COULD_BE[kind] for kind in missing.kinds)))
    free = [
        texts.DATE.format(name=texts.NAMES[each.dispositif].lower(), day=day_words(each.starts, now))
        for each in missing.free
    ]
    lines += [texts.FREE(dates="\u00a0; ".join(free))] if free else []
    return [*lines, *(texts.SUBJECT(tag=tag.name, subject=text) for tag, text in missing.subjects)]


def _names(tags: Sequence[Tag]) -> str:
    return ", ".join(dict.fromkeys(tag.name for tag in tags))
