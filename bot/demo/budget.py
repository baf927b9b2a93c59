"""How many messages and mails people get in a month, by role, compared with the budgets of docs/programme.md."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.dates.holidays import is_working_day
from bot.dates.paris import day_of, from_epoch, to_paris
from bot.sandbox.people.person import Person
from bot.sandbox.workspace import Sandbox

EIG_MOST = 14  # an EIG's limit per month (docs/programme.md, Messages)
ASKER_MOST = 32
# A teammate in a cycle: the budget of an EIG, the group conversation, and four reminders an hour before.
TEAMMATE_MOST = EIG_MOST + 1 + 4
# Added in a month with a committee: half-days and their reminder, the card, the minutes. Other news is merged.
COMMITTEE_MORE = 4
MENTOR_MOST = 9  # per cycle
PORTEUR_MOST = 8
COACH_MORE = 15  # added to one message per working day
OWN = ("im", "mpim")  # conversations that count: direct messages and groups
HEAD = ("Messages en un mois", "personnes", "en moyenne", "au plus", "permis")


class BudgetPart(Enum):
    """The people that a budget applies to, as the table names them."""

    EIG = "EIG"
    ASKER = "EIG avec un mentorat"
    TEAMMATE = "EIG, mentorat d’équipe"
    MENTOR = "Mentor"
    PORTEUR = "Porteur"
    COACH = "Coach"


@dataclass(frozen=True, slots=True)
class Listener:
    """A person whose messages are counted. `cycles`: of a mentor. `committee`: whether their défi has one."""

    person: Person
    part: BudgetPart
    cycles: int = 1
    committee: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or a mail: when it came, and its first line."""

    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Count:
    """The messages that a person got, the oldest first, to compare with their budget."""

    listener: Listener
    heard: tuple[Heard, ...]
    most: int

    @property
    def is_kept(self) -> bool:
        """Return whether the person stayed within the budget."""
        return len(self.heard) <= self.most


def count(slack: Sandbox, listeners: Sequence[Listener], *, since: datetime, until: datetime) -> list[Count]:
    """Count the messages that each person got from the bot between two moments: direct, in groups, by mail.

    Updates do not count, nor replies that only the person who clicked can see."""
    days = [day_of(since) + timedelta(days=number) for number in range((until - since).days)]
    counts = []
    for listener in listeners:
        said = [heard for heard in _said(slack, listener.person) if since <= heard.at < until]
        counts.append(Count(listener, tuple(sorted(said, key=lambda each: each.at)), _most(listener, days)))
    return counts


def table(counts: Sequence[Count]) -> str:
    """Return the counts as a table: role, people, messages on average and at most, budget.

    The budget of a mentor depends on their cycles: the table has that of the person with the most messages."""
    rows = [HEAD]
    for part in BudgetPart:
        mine = [count for count in counts if count.listener.part is part]
        if mine:
            worst = max(mine, key=lambda count: len(count.heard) / count.most)
            mean = sum(len(count.heard) for count in mine) / len(mine)
            said = f"{mean:.1f}".replace(".", ",")
            rows.append((part.value, str(len(mine)), said, str(len(worst.heard)), str(worst.most)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def titles(counted: Count) -> list[str]:
    """Return the time and the first line of each message that counts, to explain an excess."""
    return [f"{to_paris(heard.at):%d/%m %H:%M} {heard.key}" for heard in counted.heard]


def _said(slack: Sandbox, person: Person) -> list[Heard]:
    with slack.team.lock:
        places = [
            channel for channel in slack.team.channels.values() if channel.kind in OWN and person.id in channel.members
        ]
        written = [message for place in places for message in place.messages if message.from_app]
    heard = [Heard(from_epoch(int(message.shown_at)), message.words.splitlines()[0]) for message in written]
    mails = slack.post.inbox(person.email) if person.email else []
    return heard + [Heard(from_epoch(int(mail.at)), f"e-mail : {mail.subject}") for mail in mails]


def _most(listener: Listener, days: Collection[date]) -> int:
    more = COMMITTEE_MORE if listener.committee else 0
    match listener.part:
        case BudgetPart.EIG:
            return EIG_MOST + more
        case BudgetPart.ASKER:
            return ASKER_MOST + more
        case BudgetPart.TEAMMATE:
            return TEAMMATE_MOST + more
        case BudgetPart.MENTOR:
            return MENTOR_MOST * listener.cycles
        case BudgetPart.PORTEUR:
            return PORTEUR_MOST
        case BudgetPart.COACH:
            return sum(map(is_working_day, days)) + COACH_MORE


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        f"{cell:<{width}}" if column == 0 else f"{cell:>{width}}"
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others])
