"""A team's support saved, from its form's arrival to the ack, beside an empty listener and the bare use case."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from bot.evaluation import planning
from bot.evaluation.plans import CommitteeLine, CommitteeWish, DraftPlan
from bot.evaluation.support import support
from bot.evaluation.support.model import SupportPart
from bot.programme.model import Actor, Phase
from bot.programme.shape import EIG
from bot.programme.versions import TypedField
from bot.records.actions import list_open
from storage.database import Database, Transaction
from storage.evaluation import committees
from storage.programme import people, promotions

from .booking import VISIO
from .measure import Row
from .receiving import submit
from .stories import WARM_UP, Click, do, live, rows_of
from .world import BACKENDS, NOW, Cast, opened, settle

SAVES = 200
STARTS = NOW.replace(hour=10) + timedelta(days=21)
PHASE = Phase(1, "Valider l’hypothèse", date(2026, 1, 12), date(2026, 6, 11))
ANSWER = "Trois essais en préfecture, et ce que nous en avons appris. " * 20  # 1,200 characters of each question


def measure() -> list[Row]:
    """Give a row for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend, copies=2) as (ours, bare):
        for database in (ours, bare):
            with database.transaction() as tx:
                cast = settle(tx, eig=3, hosts=1)
            committee_id = _book(database, cast)
        with ours.reading() as reading:
            lea = Actor("UEIG0", people.by_id(reading, cast.eig[0]))
        stories = ([one] for one in _saves(lea, committee_id))
        return rows_of(live(ours, bare, stories), backend)


def _saves(lea: Actor, committee_id: int) -> Iterator[Click]:
    """Give forms that change all four answers, each over what the one before has saved."""
    for number in range(SAVES + WARM_UP):
        said = dict.fromkeys((one.key for one in EIG.questions), f"{ANSWER}{number}")
        fields: dict[str, Mapping[str, Any]] = {
            key: {"type": "plain_text_input", "value": text} for key, text in said.items()
        }
        carried = ",".join(f"{one.key}:{number}" for one in EIG.questions)
        typed = {key: TypedField(number, text) for key, text in said.items()}
        write = partial(_write, actor=lea, committee_id=committee_id, typed=typed)
        body = submit("UEIG0", "evaluation.filled", f"{committee_id} answers {carried}", fields)
        yield Click("a support’s four answers saved", body, partial(do, write))


def _write(tx: Transaction, *, actor: Actor, committee_id: int, typed: Mapping[str, TypedField]) -> None:
    """Save, and read what is drawn anew beside it."""
    filled, _ = support.save_form(tx, actor, committee_id, part=SupportPart.ANSWERS, typed_values=typed, now=NOW)
    list_open(tx, filled.support.defi_id, now=NOW)


def _book(database: Database, cast: Cast) -> int:
    """Book the défi's committee; give its id."""
    with database.transaction() as tx:
        known: Sequence[int] = cast.hosts
        coach = Actor("UHOST", people.by_id(tx, known[0]))
        defi = promotions.defis_by_ids(tx, [cast.defi])[cast.defi]
        promotions.save_phases(tx, defi.promotion_id, [PHASE])
        of = committees.ensure_round(tx, defi.promotion_id, PHASE.number)
        line = CommitteeLine(cast.defi, STARTS, (known[0],))
        wish = CommitteeWish(defi.promotion_id, PHASE.number, (date(2026, 5, 25),), (cast.defi,))
        planning.save_plan(tx, coach, "plan", plan=DraftPlan(wish, of.revision, "best", (line,)), now=NOW)
        (sheet,) = planning.book(tx, coach, "plan", visio_url=VISIO, now=NOW)
    return sheet.committee.id
