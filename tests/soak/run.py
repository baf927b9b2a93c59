"""One soak: people act, time goes by, the weather changes, replicas are killed; then all is let stand and audited."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.dates.paris import PARIS

from .people import Act, act
from .town import Town, audit, opened, weather

BEGINS = datetime(2026, 5, 4, 9, 0, tzinfo=PARIS)
STEPS = (timedelta(minutes=3), timedelta(hours=2), timedelta(days=1), timedelta(days=4))
KILLS, STORMS, PASSES = 0.004, 0.02, 0.04  # the share of gestures before which this happens
LEASE = 75.0  # seconds until what a dead replica had claimed is anybody's again, and a little
STANDS = timedelta(minutes=3)


@dataclass
class Told:
    """What came of it: `use` of a replica (kilobytes, threads, open files) as it went; `wrong`, by rule."""

    days: int = 0
    acts: int = 0
    kills: int = 0
    messages: int = 0
    mails: int = 0
    use: list[tuple[int, int, int]] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    did: Counter[str] = field(default_factory=Counter)
    last: list[Act] = field(default_factory=list)


def soak(
    url: str, folder: Path, *, seed: int, replicas: int, seconds: float, acts: int | None = None, kills: bool = True
) -> Told:
    """Soak a migrated database for so many seconds, or `acts` gestures if that is sooner; give what came of it."""
    chance, told = random.Random(seed), Told()
    with opened(url, folder, replicas=replicas, now=BEGINS) as town:
        town.settle(seconds=20)
        ends = monotonic() + seconds
        while monotonic() < ends and (acts is None or told.acts < acts):
            _go_on(town, chance, told, kills=kills)
        _calm(town)
        told.wrong = audit(town)
        told.days, told.kills = (town.now() - BEGINS).days, town.kills
        told.use.append(max(town.use().values()))
        told.messages = sum(len(person.inbox()) for person in town.people)
        told.mails = len(town.slack.post.letters)
    return told


def _go_on(town: Town, chance: random.Random, told: Told, *, kills: bool) -> None:
    drawn = chance.random()
    if kills and drawn < KILLS:
        number = chance.choice(list(town.running))
        others = [one for one in town.running if one != number]
        if others:
            town.receive(others[0])
        town.kill(number)
        town.start(number)
    elif drawn < KILLS + STORMS:
        weather(town, chance) if chance.random() < 0.5 else town.slack.faults.clear()
    elif drawn < KILLS + STORMS + PASSES:
        town.pass_time(town.now() + chance.choice(STEPS))
        told.use.append(max(town.use().values()))
    if chance.random() < 0.5:
        town.receive(chance.choice(list(town.running)))
    done = act(chance.choice(town.people), chance)
    told.acts += 1
    told.did[done.what.partition(" ")[0]] += 1
    told.last = [*told.last[-20:], done]


def _calm(town: Town) -> None:
    """Let the weather clear, the leases of the dead lapse, and all that is owed by now go out."""
    town.slack.faults.clear()
    for person in town.people:
        while person.modal is not None:
            person.close(all=True)
    town.settle(seconds=LEASE if town.kills else 30)
    town.pass_time(town.now() + STANDS)
    town.settle(seconds=LEASE if town.kills else 30)
