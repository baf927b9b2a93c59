"""The gatherings of the story's month: the list of their events, and what people do in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot.dates.holidays import DAY, add_working_days, first_working_day, is_working_day, next_working_day
from bot.dates.paris import day_of, moment_at
from bot.dates.phases import add_months
from bot.dates.working import shift_out_of_quiet
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
AHEAD = timedelta(days=200)  # how far ahead gatherings are searched: beyond all those of the story
EVENING = 18 * 60  # minutes since 0 h: by then, what takes place on a day is over
SEMINARS_FROM = 15  # day of the month from which both seminars take place


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at a moment of the month, with a title."""

    at: datetime
    title: str
    play: Callable[[], None]


def play_in_order(show: Show, steps: Sequence[Step]) -> None:
    """Play the steps in order, each a minute after its time, when the messages of that time have arrived."""
    for step in sorted(steps, key=lambda step: step.at):
        if step.at + MINUTE > show.stage.clock():
            move_to(show, step.at + MINUTE)
        show.told.scene(step.title)
        step.play()


def end_of_month(now: datetime) -> datetime:
    """Return the evening of this month's last working day, or `now` if that is past."""
    return max(now, moment_at(add_working_days(month_after(now), -1), EVENING))


def month_after(now: datetime) -> date:
    """Return the first day of the next month."""
    return add_months(day_of(now).replace(day=1), 1)


def seminar_days(month: date) -> tuple[date, date]:
    """Return (first day of the promotion's seminar, day of the porteurs' seminar) in a month."""
    day = first_working_day(month.replace(day=SEMINARS_FROM))
    while not is_working_day(day + DAY):
        day = next_working_day(day)
    return day, next_working_day(day + DAY)


def next_of(show: Show, dispositif: str, *, after: datetime, title: str = "") -> GatheringSheet:
    """Return the next gathering of a dispositif, in the series with this title. Raises LookupError if none is found."""
    with show.stage.house.tools.reading() as reading:
        promotion = current_promotion(reading, show.stage.clock(), person=None)
        several = sheets.list_between(reading, promotion.id, since=after, until=after + AHEAD) if promotion else []
    for gathering in sorted(several, key=lambda sheet: sheet.appointment.starts):
        wanted = gathering.series.dispositif == dispositif and (gathering.series.title or "").startswith(title)
        if wanted and not gathering.is_cancelled and gathering.appointment.starts > after:
            return gathering
    raise LookupError(f"no gathering of {dispositif} {title}")


def announced_at(sheet: GatheringSheet) -> datetime:
    """Return when the announcement of a gathering is posted in the channel."""
    return shift_out_of_quiet(sheet.gathering.announce_at)


def posted(channel: Channel, *what: str) -> Message | None:
    """Return the newest message in a channel with all these texts. No-break spaces count as spaces."""
    wanted = [flat(part) for part in what]
    found = (message for message in reversed(channel.messages) if all(part in flat(message.words) for part in wanted))
    return next(found, None)


def posted_words(channel: Channel, *what: str) -> str:
    """Return the text of the newest message in a channel with all these texts."""
    return words(posted(channel, *what))


def opens(show: Show, person: Person, label: str, *, title: str, message: Message | None = None) -> None:
    """Show and make a click, then wait for the modal that it opens."""
    show.told.does(person, f"clique sur « {label} »")
    person.click(label, message=message)
    waits_for(show, person, title)


def waits_for(show: Show, person: Person, title: str) -> None:
    show.stage.slack.wait_for(lambda: person.modal and flat(person.modal.title) == flat(title))


def writes(show: Show, person: Person, fields: dict[str, str]) -> None:
    """Type texts into fields of the open modal, and show them in the transcript."""
    show.told.does(person, "écrit : " + " / ".join(f"« {text} »" for text in fields.values()))
    for field, text in fields.items():
        person.fill(field, text)


def sends(show: Show, person: Person, label: str, *what: str) -> None:
    """Submit the form, check the answer, and close all modals."""
    show.send(person, label, *what)
    person.close(all=True)


def answers(show: Show, person: Person, label: str, *what: str, message: Message | None = None) -> None:
    """Show and make a click on a message, and check the reply that only this person sees."""
    show.told.does(person, f"clique sur « {label} »")
    person.click(label, message=message)
    show.told.sees(person, partial(seen_alone, person), *what)


def all_answer(show: Show, several: Sequence[Person], message: Message | None) -> None:
    """Answer « Je viens » for each of these people; the card then shows it."""
    names = ", ".join(person.name for person in several[1:])
    show.told.does(several[0], f"clique sur « {COME} »" + (f", comme {names}" if names else ""))
    for person in several:
        person.click(COME, message=message)
    pass_seconds(show)


def pass_seconds(show: Show) -> None:
    """Move the clock past the seconds within which changes of a card are merged."""
    show.stage.advance(show.stage.clock() + timedelta(seconds=3))


def open_date(show: Show, coach: Person, series: str) -> None:
    """Open the page of the next date of a series, from `/dispositifs programme`."""
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
    """Open a list with this title from the page of a date, check its text, and close all modals."""
    opens(show, coach, label, title=title)
    show.told.sees(coach, partial(modal, coach), *what)
    coach.close(all=True)


def _elements(message: Message | None) -> list[dict[str, str]]:
    blocks = message.blocks if message else []
    return [element for block in blocks for element in block.get("elements", ()) if "action_id" in element]
