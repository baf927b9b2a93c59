"""One soak: people act, time goes by, the weather changes, replicas are killed; then all is let stand and audited."""

import random
from collections import Counter, defaultdict
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Timer
from time import monotonic
from typing import TypeAlias

from bot.dates.paris import PARIS

from .canaries import look_for, plant
from .correspondents import write
from .people import Act, act
from .town import Town, audit, opened
from .weather import SHORT, WEATHERS, WITHOUT_START

Use: TypeAlias = tuple[int, int, int]  # kilobytes of memory, threads, open files
BEGINS = datetime(2026, 5, 4, 9, 0, tzinfo=PARIS)
STEPS = (timedelta(minutes=3), timedelta(hours=2), timedelta(days=1))
LEAP = timedelta(days=5)
ANEW = timedelta(days=270)  # then the next promotion begins
KILLS, CHANGES, MAILS = 0.015, 0.06, 0.08  # the share of gestures before which, or in place of which, this happens
HOLDS = 12  # gestures for which the weather holds, about; the worst of it less
AMID = 0.3  # seconds from a gesture on, in which who hears it dies
LEASE = 75.0  # seconds until what a dead replica had claimed is anybody's again, and a little
STANDS = timedelta(minutes=3)
# What a process may have more at its end than when it had warmed up: a share of its memory, threads, files.
GROWTH, SAMPLES = (1.25, 8, 16), 10


@dataclass
class Told:
    """What came of it: `use` of each process as it went, by its number; `wrong`, by rule; the rest are counts."""

    days: int = 0
    acts: int = 0
    kills: int = 0
    messages: int = 0
    mails: int = 0
    use: defaultdict[int, list[Use]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, list[str]] = field(default_factory=dict)
    did: Counter[str] = field(default_factory=Counter)
    weathers: Counter[str] = field(default_factory=Counter)
    pages: list[str] = field(default_factory=list)  # what no page should have said
    last: list[Act] = field(default_factory=list)

    @property
    def longest(self) -> list[Use]:
        """The use of the process that lived longest."""
        return max(self.use.values(), key=len)

    def grown(self) -> list[str]:
        """Give what grew in the process that lived longest, from when it had warmed up to its end."""
        seen = self.longest
        if len(seen) < SAMPLES:
            return []
        fifth = len(seen) // 5
        (kilobytes, threads, files), last = (
            tuple(median(column) for column in zip(*part, strict=True))
            for part in (seen[fifth : 2 * fifth], seen[-fifth:])
        )
        most = (kilobytes * GROWTH[0], threads + GROWTH[1], files + GROWTH[2])
        names = ("memory", "threads", "files")
        return [f"{name} {end} > {limit}" for name, end, limit in zip(names, last, most, strict=True) if end > limit]


@dataclass
class Soak:
    """One that goes on: `weather` in force, until which gesture."""

    town: Town
    chance: random.Random
    told: Told
    kills: bool
    weather: ExitStack = field(default_factory=ExitStack)
    name: str = ""
    until: int = 0

    def go_on(self, *, late: bool, over_half: bool) -> None:
        """Let one thing be done, and what comes before it; `late`: the story is behind."""
        town, chance, told = self.town, self.chance, self.told
        if self.kills and chance.random() < KILLS:
            self._kill(spared=0 if over_half else None)
        if self.name and told.acts >= self.until:
            self.clear()
        elif not self.name and chance.random() < CHANGES:
            self._turn()
        if late and self.name not in SHORT:
            self._pass_time()
        if chance.random() < 0.5:
            town.receive(chance.choice(list(town.running)))
        self._act()

    def _act(self) -> None:
        town, chance, told = self.town, self.chance, self.told
        if chance.random() < MAILS:
            done = write(town, chance)
            told.pages += [done.came] if done.came else []
        else:
            done = act(town, chance.choice(town.people), chance)
        told.acts += 1
        told.did[done.what.partition(" ")[0]] += 1
        told.last = [*told.last[-20:], done]

    def clear(self) -> None:
        """Let the weather clear."""
        self.weather.close()
        self.name = ""

    def _turn(self) -> None:
        self.name = self.chance.choice(list(WEATHERS))
        self.told.weathers[self.name] += 1
        self.weather.enter_context(WEATHERS[self.name](self.town, self.chance))
        self.until = self.told.acts + (2 if self.name in SHORT else self.chance.randrange(1, 2 * HOLDS))

    def _kill(self, *, spared: int | None) -> None:
        """Kill one, every other time amid what somebody does; `spared`: which goes on to show what it uses."""
        several = [one for one in self.town.running if one != spared]
        if not several:
            return
        number = self.chance.choice(several)
        others = [one for one in self.town.running if one != number]
        if self.name in WITHOUT_START:
            self.clear()
        if self.chance.random() < 0.5:
            self._act_before(number)
        elif others:
            self.town.receive(others[0])
        self.town.kill(number)
        self.town.start(number)

    def _act_before(self, number: int) -> None:
        """Let somebody act before one that dies of it at some moment; or that did what the clock does meanwhile."""
        self.town.receive(number)
        dies = Timer(self.chance.random() * AMID, self.town.running[number].kill)
        dies.start()
        with suppress(OSError):  # a page of theirs does not open
            self._act()
        dies.join()

    def _pass_time(self) -> None:
        town, leaps = self.town, self.chance.random() < 0.3
        town.pass_time(town.now() + (LEAP if leaps else self.chance.choice(STEPS)), leaps=leaps)
        if town.now() - town.enrolled[-1] > ANEW:
            self.clear()
            town.enrol()
            town.plan()
        for pid, use in town.use().items():
            self.told.use[pid].append(use)


def soak(
    url: str,
    folder: Path,
    *,
    seed: int,
    replicas: int,
    seconds: float,
    days: int,
    acts: int | None = None,
    kills: bool = True,
) -> Told:
    """Soak a migrated database for so many seconds, or `acts` gestures if that is sooner; give what came of it.

    About so many `days` of the story go by meanwhile.
    """
    told = Told()
    with opened(url, folder, replicas=replicas, now=BEGINS) as town:
        plant(town)
        town.settle(seconds=20)
        one = Soak(town, random.Random(seed), told, kills)
        begun, share = monotonic(), 0.0
        while share < 1:
            late = (town.now() - BEGINS) < timedelta(days=days) * share
            one.go_on(late=late, over_half=share > 0.5)
            share = max((monotonic() - begun) / seconds, told.acts / acts if acts else 0.0)
        one.clear()
        _calm(town)
        told.wrong = audit(town)
        more = (("grown", told.grown()), ("pages", told.pages), ("canaries", list(look_for(town))))
        told.wrong |= {name: found for name, found in more if found}
        told.days, told.kills = (town.now() - BEGINS).days, town.kills
        told.messages = sum(len(person.inbox()) for person in town.people)
        told.mails = len(town.slack.post.letters)
    return told


def _calm(town: Town) -> None:
    """Let the leases of the dead lapse, and all that is owed by now go out."""
    town.aside.shutdown()
    for person in town.people:
        while person.modal is not None:
            person.close(all=True)
    town.settle(seconds=LEASE if town.kills else 30)
    town.pass_time(town.now() + STANDS)
    town.settle(seconds=LEASE if town.kills else 30)
