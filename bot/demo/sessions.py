"""Read séances on people's screens: their dates, and their conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dates.days_text import read_days, read_moments
from bot.dates.hours import parse_clock
from bot.dates.paris import day_of, moment_at
from bot.sandbox.memory.channels import Channel
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox

LINE = re.compile(r"^• ((.+), de (.+?) à (.+?))(?:\s\((.+)\))?$", re.MULTILINE)
MOMENT = r"\s+(\w+di\s\d+(?:er)?\s[^\W\d]+(?:\s20\d\d)?)(?:\sà\s(\d+\sh(?:\s\d\d)?))?"
SINCE = timedelta(days=100)  # how far back screens show dates: a date without a year is the first one after that


@dataclass(frozen=True, slots=True)
class Session:
    """A séance as it is shown: its line, its day and start in words, and its moments."""

    line: str
    day: str
    start: str
    starts: datetime
    ends: datetime


def sessions_in(said: str, *, now: datetime) -> list[Session]:
    """Return the séances that a text lists, by start."""
    found = []
    for line, day, begins, _, _ in LINE.findall(said):
        ((on, first, last),) = read_moments(line, today=day_of(now - SINCE))
        found.append(Session(line, day, f"{day} à {begins}", moment_at(on, first), moment_at(on, last)))
    return sorted(found, key=lambda session: session.starts)


def moment_after(words: str, said: str, *, now: datetime) -> datetime:
    """Return the moment after these words: « jusqu’au lundi 11 mai à 14 h », or a day's start. Raises LookupError."""
    found = re.search(re.escape(words) + MOMENT, said)
    if found is None:
        raise LookupError(f"« {words} » is followed by no day in: {said}")
    (hours,) = read_days(f"{found[1]} fermé", today=day_of(now))
    return moment_at(hours.day, parse_clock(found[2] or "0h"))


def conversation_of(slack: Sandbox, people: Sequence[Person]) -> Channel | None:
    """Return the group conversation of the bot with exactly these people; None without one."""
    members = {slack.bot_user_id, *(person.id for person in people)}
    with slack.team.lock:
        found = [
            channel for channel in slack.team.channels.values() if channel.kind == "mpim" and channel.members == members
        ]
    return found[-1] if found else None
