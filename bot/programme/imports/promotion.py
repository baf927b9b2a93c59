"""Import the file of a promotion: find the promotion, its phases and défis by name, and add or correct them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dates.phases import phase_bounds
from bot.programme.files.promotion import DefiRow, PromotionFile
from bot.programme.history import record
from bot.programme.imports.outcome import AmendedItem
from bot.programme.model import Actor, Defi, Phase, Promotion
from bot.programme.shape import shape_in_use
from bot.programme.spelling import fold
from storage.database import Transaction
from storage.programme import promotions


@dataclass(frozen=True, slots=True)
class SavedPromotion:
    """The changes that a promotion's file made. `added`: the promotion is new; `keys`: its corrected fields."""

    name: str
    added: bool
    keys: tuple[str, ...]
    defis_added: tuple[str, ...]
    defis_amended: tuple[AmendedItem, ...]


def save_promotion(
    tx: Transaction, file: PromotionFile, *, phase_names: Sequence[str], actor: Actor, now: datetime
) -> SavedPromotion:
    """Add or correct the promotion that the file describes. Names match without case, accents and punctuation.

    Channels and défis that the file does not name are kept. The file's phases replace the stored ones. If the file has
    none, the phases of the programme in service replace them, with the names in `phase_names`."""
    known = next(
        (promotion for promotion in promotions.all_promotions(tx) if fold(promotion.name) == fold(file.name)), None
    )
    phases = _phases(file, phase_names)
    if known is None:
        promotion_id = promotions.save_promotion(tx, file.name, **_columns(file))
        promotions.save_phases(tx, promotion_id, phases)
        keys: tuple[str, ...] = ()
        record(tx, actor, "programme.promotion", thing="promotion", thing_id=promotion_id, now=now, detail="added")
    else:
        promotion_id = known.id
        keys = _amend_promotion(tx, known, file, phases=phases)
        _record_keys(tx, actor, thing="promotion", thing_id=promotion_id, keys=keys, now=now)
    added, amended = _save_defis(tx, promotion_id, file.defis, actor=actor, now=now)
    return SavedPromotion(file.name, known is None, keys, added, amended)


def _columns(file: PromotionFile) -> dict[str, str | None]:
    dates: dict[str, str | None] = {"starts_on": file.starts_on.isoformat(), "ends_on": file.ends_on.isoformat()}
    return dates | {f"channel_{use}": channel for use, channel in file.channels.items()}


def _phases(file: PromotionFile, names: Sequence[str]) -> tuple[Phase, ...]:
    if file.phases:
        return tuple(
            Phase(number, row.name, row.starts_on, row.ends_on) for number, row in enumerate(file.phases, start=1)
        )
    bounds = phase_bounds(file.starts_on, file.ends_on, lengths=shape_in_use().lengths)
    return tuple(Phase(number, names[number - 1], first, last) for number, first, last in bounds)


def _amend_promotion(
    tx: Transaction, promotion: Promotion, file: PromotionFile, *, phases: tuple[Phase, ...]
) -> tuple[str, ...]:
    before = {
        "name": promotion.name,
        "starts_on": promotion.starts_on.isoformat(),
        "ends_on": promotion.ends_on.isoformat(),
    }
    before |= {f"channel_{use}": channel for use, channel in promotion.channels.items()}
    changed = {key: value for key, value in {"name": file.name, **_columns(file)}.items() if value != before.get(key)}
    if changed:
        promotions.change_promotion(tx, promotion.id, **changed)
    if phases == promotion.phases:
        return tuple(changed)
    promotions.save_phases(tx, promotion.id, phases)
    return (*changed, "phases")


def _save_defis(
    tx: Transaction, promotion_id: int, rows: Sequence[DefiRow], *, actor: Actor, now: datetime
) -> tuple[tuple[str, ...], tuple[AmendedItem, ...]]:
    known = {fold(defi.name): defi for defi in promotions.defis_of(tx, promotion_id)}
    added: list[str] = []
    amended: list[AmendedItem] = []
    for row in rows:
        defi = known.get(fold(row.name))
        values = _defi_columns(row)
        if defi is None:
            defi_id = promotions.save_defi(tx, promotion_id, row.name, **values)
            record(tx, actor, "programme.defi", thing="defi", thing_id=defi_id, now=now, detail="added")
            added.append(row.name)
            continue
        before = {"name": defi.name, **_defi_columns(defi)}
        changed = {key: value for key, value in {"name": row.name, **values}.items() if value != before[key]}
        if changed:
            promotions.change_defi(tx, defi.id, **changed)
            _record_keys(tx, actor, thing="defi", thing_id=defi.id, keys=tuple(changed), now=now)
            amended.append(AmendedItem(row.name, tuple(changed)))
    return tuple(added), tuple(amended)


def _defi_columns(defi: DefiRow | Defi) -> dict[str, object]:
    return {
        "administration": defi.administration,
        "channel": defi.channel or None,
        "visio": defi.visio,
        "place": defi.place,
        "closed_weekdays": "".join(str(weekday) for weekday in sorted(defi.closed_weekdays)),
        "documents_by_link": defi.documents_by_link,
    }


def _record_keys(
    tx: Transaction, actor: Actor, *, thing: str, thing_id: int, keys: tuple[str, ...], now: datetime
) -> None:
    if keys:
        record(tx, actor, f"programme.{thing}", thing=thing, thing_id=thing_id, now=now, detail=",".join(keys))
