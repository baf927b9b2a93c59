"""Private words, planted where one writes them, looked for in the end wherever others, or who runs the bot, look."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.request import urlopen

from sqlalchemy import select

from bot.dates.paris import day_of
from bot.gatherings.conference import questions
from bot.gatherings.kinds import CONFERENCE, KINDS, SEMINAR
from bot.gatherings.model import Series
from bot.gatherings.series import occurrence
from bot.logbook.model import FieldText
from bot.programme.service import actor_of
from bot.sandbox.memory.messages import Message, Reply
from bot.sandbox.people.person import Person
from bot.tools import Transaction
from storage.gatherings import feedback, gathering_series
from storage.helpdesk import asks, requests
from storage.logbook import logbooks
from storage.programme import people, promotions
from tests.benchmarks.wanderers import LINES

from .people import SAID
from .town import Town

VISIO = "https://visio.example.org/{room}"
NEED, NOTE, BOOK, ACCESS, QUESTION = (f"canari{one}x" for one in ("besoin", "note", "carnet", "acces", "question"))
TYPED = [one[:40] for one in (*LINES, *SAID) if len(one) > 15]  # what people write at random: no log has it


def plant(town: Town) -> None:
    """Let an EIG write each of them: of a bureau d'aide in its form, the others as its rooms keep them."""
    eig, now = town.cast.eig, town.now()
    eig.command("/bureau-aide")
    if not town.slack.wait_for(lambda: eig.modal):
        raise TimeoutError("no form opened")
    eig.fill("need", NEED)
    eig.submit()
    eig.choose("slot", eig.options("slot")[0])
    eig.submit()
    eig.close(all=True)
    with town.house.tools.transaction() as tx:
        own, coach = (people.by_email(tx, who.email or "") for who in (eig, town.cast.coach))
        if own is None or coach is None:
            raise LookupError("nobody was imported")
        (promotion,) = tx.execute(select(promotions.promotions.c.id)).scalars()
        (request,) = tx.execute(select(requests.requests.c.id)).scalars()
        asks.add_note(tx, request_id=request, author_id=own.id, text=NOTE, now=now)
        book = logbooks.make(tx, own.id, promotion)
        logbooks.set_word(tx, book, FieldText("2026-05", "avance", BOOK, 1, now, BOOK, BOOK))
        feedback.put_need(tx, _gathering(town, tx, SEMINAR, promotion, coach.id), own.id, text=ACCESS, now=now)
        talk, actor = _gathering(town, tx, CONFERENCE, promotion, coach.id), actor_of(tx, own.id)
        questions.ask(tx, actor, talk, text=QUESTION, form_id="canari", is_anonymous=True, now=now)


def _gathering(town: Town, tx: Transaction, kind: str, promotion_id: int, coach_id: int) -> int:
    """Make one in three weeks; give its number."""
    starts = (town.now() + timedelta(days=22)).replace(hour=14, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {"dispositif": kind, "minutes": KINDS[kind].minutes, "rule": "2026-01-12 T09:00"}
    one = Series(id=0, promotion_id=promotion_id, organiser_id=coach_id, metiers=(), **given)
    number = gathering_series.add(tx, one, draft_id=f"canari {kind}", now=town.now())
    series = gathering_series.read(tx, number)
    period, day = f"{starts:%Y-%m}", day_of(starts)
    made = series and occurrence.make_occurrence(
        tx, series, period=period, starts=starts, day_by_rule=day, visio_url=VISIO, now=town.now()
    )
    if not made:
        raise LookupError("no gathering was made")
    return made.id


def look_for(town: Town) -> Iterator[str]:
    """Give where a word is that has no business there: by its name, and whose place it is."""
    coaches = {town.cast.coach.id, town.cast.colleague.id}
    team = {town.cast.eig.id, town.cast.teammate.id, town.cast.second_teammate.id}
    own = {town.cast.eig.id}
    may = {NEED: team | coaches, NOTE: team | coaches, BOOK: own, ACCESS: own | coaches}
    for who in town.slack.people:
        told = " ".join(_read_by(who))
        yield from (f"{word} {who.name}" for word, readers in may.items() if word in told and who.id not in readers)
    with town.slack.team.lock:
        rooms = [one for one in town.slack.team.channels.values() if one.kind in ("channel", "private")]
        shown = {one.name: " ".join(" ".join(_of(each)) for each in one.messages) for one in rooms}
    mails = {f"mail to {', '.join(one.to)}": one.text + one.html for one in town.slack.post.letters}
    for place, text in (shown | mails).items():
        yield from (f"{word} {place}" for word in may if word in text)
    yield from _of_the_house(town)


def _of_the_house(town: Town) -> Iterator[str]:
    house = {"log": town.log.read_text(encoding="utf-8", errors="replace")}
    for number in town.running:
        with urlopen(f"http://127.0.0.1:{town.ports[number]}/metrics", timeout=10) as answer:
            house[f"metrics of {number}"] = answer.read().decode()
    for place, text in house.items():
        yield from (f"{word} {place}" for word in (NEED, NOTE, BOOK, ACCESS, QUESTION, *TYPED) if word in text)


def _read_by(who: Person) -> Iterator[str]:
    for one in who.inbox():
        yield from _of(one)
    for reply in who.replies():
        yield from _of(reply)
    if home := who.home():
        yield str(home.body)


def _of(one: Message | Reply) -> tuple[str, ...]:
    return one.words, str(one.blocks), str(getattr(one, "metadata", None))
