"""The gatherings of the story's month: the list, their moments, and the actions of people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.dates.holidays import DAY, add_working_days, first_working_day, is_working_day, next_working_day
from bot.dates.paris import day_of, moment_at
from bot.dates.phases import add_months
from bot.dates.working import out_of_quiet
from bot.demo.looks import flat, modal, seen_alone, words
from bot.demo.month import MINUTE, move_to
from bot.demo.show import Show
from bot.gatherings import sheets
from bot.gatherings.model import GatheringSheet
from bot.programme.service import current_promotion
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Message
from bot.sandbox.people.person import Person

COME, DECLINE = "Je viens", "Je ne viens pas"
AHEAD = timedelta(days=200)  # later than any gathering of the story
EVENING = 18 * 60  # minutes since 0 h: what takes place on a day is over
SEMINARS_FROM = 15  # both seminars are on or after this day of the month


@dataclass(frozen=True, slots=True)
class Step:
    """Actions at a moment of the month, with a title."""

    at: datetime
    title: str
    play: Callable[[], None]


def play_in_order(show: Show, steps: Sequence[Step]) -> None:
    """Play each step a minute after its moment, in order, so that due messages have arrived."""
    for step in sorted(steps, key=lambda step: step.at):
        if step.at + MINUTE > show.stage.clock():
            move_to(show, step.at + MINUTE)
        show.told.scene(step.title)
        step.play()


def end_of_month(now: datetime) -> datetime:
    """Return the evening of the last working day of this month, or `now` if it is past."""
    return max(now, moment_at(add_working_days(month_after(now), -1), EVENING))


def month_after(now: datetime) -> date:
    """Return the first day of the next month."""
    return add_months(day_of(now).replace(day=1), 1)


def seminar_days(month: date) -> tuple[date, date]:
    """Return two working days in a row for the promotion's seminar, and a day for the porteurs' seminar."""
    day = first_working_day(month.replace(day=SEMINARS_FROM))
    while not is_working_day(day + DAY):
        day = next_working_day(day)
    return day, next_working_day(day + DAY)


def next_of(show: Show, dispositif: str, *, after: datetime, title: str = "") -> GatheringSheet:
    """Return the next gathering of a dispositif, of the series with this title. Raises LookupError if there is none."""
    with show.stage.house.tools.reading() as reading:
        promotion = current_promotion(reading, show.stage.clock(), of=None)
        several = sheets.between(reading, promotion.id, since=after, until=after + AHEAD) if promotion else []
    for gathering in sorted(several, key=lambda sheet: sheet.appointment.starts):
        wanted = gathering.series.dispositif == dispositif and (gathering.series.title or "").startswith(title)
        if wanted and not gathering.is_cancelled and gathering.appointment.starts > after:
            return gathering
    raise LookupError(f"no gathering of {dispositif} {title}")


def announced_at(sheet: GatheringSheet) -> datetime:
    """Return when its announcement is posted in the channel."""
    return out_of_quiet(sheet.gathering.announce_at)


def posted(channel: Channel, *what: str) -> Message | None:
    """Return the newest message of a channel that contains all these texts; no-break spaces count as spaces."""
    wanted = [flat(part) for part in what]
    found = (message for message in reversed(channel.messages) if all(part in flat(message.words) for part in wanted))
    return next(found, None)


def posted_words(channel: Channel, *what: str) -> str:
    """Return the words of that message."""
    return words(posted(channel, *what))


def opens(show: Show, person: Person, label: str, *, title: str, message: Message | None = None) -> None:
    """Show and make a click, and wait for the modal it opens."""
    show.told.does(person, f"clique sur « {label} »")
    person.click(label, message=message)
    waits_for(show, person, title)


def waits_for(show: Show, person: Person, title: str) -> None:
    """Wait for a modal of this title."""
    show.stage.slack.wait_for(lambda: person.modal and flat(person.modal.title) == flat(title))


def writes(show: Show, person: Person, fields: dict[str, str]) -> None:
    """Type a text into the open modal, and show it in the transcript."""
    show.told.does(person, "écrit : " + " / ".join(f"« {text} »" for text in fields.values()))
    for field, text in fields.items():
        person.fill(field, text)


def sends(show: Show, person: Person, label: str, *what: str) -> None:
    """Submit the form, check its answer, and close everything."""
    show.send(person, label, *what)
    person.close(all=True)


def answers(show: Show, person: Person, label: str, *what: str, message: Message | None = None) -> None:
    """Show and make a click on a message, and check the answer that only this person sees."""
    show.told.does(person, f"clique sur « {label} »")
    person.click(label, message=message)
    show.told.sees(person, partial(seen_alone, person), *what)


def all_answer(show: Show, several: Sequence[Person], message: Message | None) -> None:
    """Answer « Je viens » for each person; the card shows it."""
    names = ", ".join(person.name for person in several[1:])
    show.told.does(several[0], f"clique sur « {COME} »" + (f", comme {names}" if names else ""))
    for person in several:
        person.click(COME, message=message)
    pass_seconds(show)


def pass_seconds(show: Show) -> None:
    """Advance past the delay in which changes of a card are merged."""
    show.stage.advance(show.stage.clock() + timedelta(seconds=3))


def open_date(show: Show, coach: Person, series: str) -> None:
    """Open the page of a series' next date from `/dispositifs programme`."""
    show.told.does(coach, f"tape /dispositifs programme, ouvre la série « {series} », puis sa prochaine date")
    menu = coach.command("/dispositifs programme").message
    field = next(
        element["action_id"] for element in _elements(menu) if element["action_id"].startswith("gatherings.series:")
    )
    named = next(option for option in coach.options(field, message=menu) if flat(option).startswith(series))
    coach.choose(field, named, message=menu)
    waits_for(show, coach, "Une série")
    coach.click("Ouvrir")
    waits_for(show, coach, "Une date")


def reads(show: Show, coach: Person, label: str, *what: str, title: str) -> None:
    """Open a list of this title from the page of a date, check its words, and close everything."""
    opens(show, coach, label, title=title)
    show.told.sees(coach, partial(modal, coach), *what)
    coach.close(all=True)


def _elements(message: Message | None) -> list[dict[str, str]]:
    blocks = message.blocks if message else []
    return [element for block in blocks for element in block.get("elements", ()) if "action_id" in element]
