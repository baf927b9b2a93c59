"""Fixed values for one's own data: what is kept, the file, what is to be settled before an erasure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.programme.model import Promotion
from bot.rights.closing import ClosingEffects, ClosingRecord
from bot.rights.rights import NEWEST, Left, PersonData
from handlers.kit.blocks import text_message
from handlers.rights import texts, views
from tests.handlers.helpdesk_card_examples import LEA, NOW, ONE, TWO, Drawn

CALLED = "Relais <!channel> *gras* & <@U0AUTRE>"
WHO = replace(LEA, email="lea@exemple.fr", slack_id="U0LEA", zone="America/Cayenne")
ROWS: list[tuple[str, list[Mapping[str, Any]]]] = [
    (
        "memberships.person_id",
        [{"role": "eig", "promotion": "EIG 7", "defi": "Carte Vive", "metier": "design"}],
    ),
    ("participants.person_id", [{"dispositif": "bureau-aide", "starts": ONE.starts, "reply": "comes"}]),
    ("hours.person_id", [{"weekday": 0, "day": None, "starts": "09:00", "ends": "12:00"}]),
    ("reminder_wishes.person_id", [{"week": True, "by_mail": False}]),
    ("helpdesk_requests.asked_by", [{"need": CALLED, "asked_at": NOW}]),
    ("poll_voters.person_id", [{"answers": "1780387200:yes 1780473600:maybe", "answered_at": NOW}]),
]
LONG_AGO = {"role": "porteur", "promotion": "EIG 6", "ended_at": NOW - timedelta(days=365)}
PAST = [("memberships.person_id", [ROWS[0][1][0], LONG_AGO, *[{"role": "coach", "promotion": CALLED}] * 10])]
MANY = [("calendar_takers.person_id", [{"dispositif": "comite", "starts": NOW, "taken_at": NOW}] * NEWEST)]
KEPT = PersonData(WHO, ROWS)
CONTROLLER, DPO = f"DINUM, {CALLED}", "dpo@exemple.fr"
NAMES = {"bureau-aide": "Bureau d’aide"}.get

PROMOTION = Promotion(1, CALLED, date(2026, 1, 12), date(2026, 11, 11))
OVER = replace(PROMOTION, ends_on=date(2026, 4, 30))
COMING = tuple(replace(ONE, id=60 + day, starts=ONE.starts + timedelta(days=day)) for day in range(4))
CLOSING = ClosingEffects(PROMOTION, 17, 8, 3, coming=COMING, actions=2, owed=9, erased_on=date(2028, 5, 4))


def _told(*, alumni: bool, by_mail: bool = False) -> Drawn:
    return views.promotion_closed_message(
        PROMOTION, is_alumni=alumni, by_mail=by_mail, erased_on=date(2028, 5, 4), now=NOW
    )


def _named(key: str) -> str:
    return NAMES(key) or key


SEVERAL = tuple(replace(ONE, id=50 + day, starts=ONE.starts + timedelta(days=day)) for day in range(7))
EXAMPLES: Mapping[str, Callable[[], Drawn]] = {
    "rights.summary": lambda: views.summary_message(
        replace(KEPT, rows=[*ROWS, *MANY]), months=24, controller=CONTROLLER, dpo=DPO
    ),
    "rights.summary.nothing": lambda: views.summary_message(
        PersonData(replace(LEA, email=None), []), months=0, controller="", dpo=""
    ),
    "rights.summary.past": lambda: views.summary_message(PersonData(WHO, PAST), months=24, controller="", dpo=""),
    "rights.form": lambda: views.erasure_form(Left(), dispositif_name=_named, now=NOW),
    "rights.form.unsettled": lambda: views.erasure_form(
        Left((ONE, TWO), 1, 2, (CALLED,)), dispositif_name=_named, now=NOW
    ),
    "rights.form.many": lambda: views.erasure_form(Left(SEVERAL), dispositif_name=_named, now=NOW),
    "rights.erased": views.erased_modal,
    "rights.erased.before": lambda: views.erased_modal(already_erased=True),
    "rights.close": lambda: views.closing_form(CLOSING, dispositif_name=_named, now=NOW),
    "rights.close.late": lambda: views.closing_form(
        replace(CLOSING, promotion=OVER, coming=(), actions=0, owed=0, erased_on=None), dispositif_name=_named, now=NOW
    ),
    "rights.close.before": lambda: views.closing_form(
        replace(CLOSING, closed=ClosingRecord(NOW, WHO)), dispositif_name=_named, now=NOW
    ),
    "rights.close.early": lambda: views.closing_form(
        replace(CLOSING, promotion=replace(PROMOTION, starts_on=date(2026, 9, 1)), coming=COMING * 6),
        dispositif_name=_named,
        now=NOW,
    ),
    "rights.over": lambda: views.ended_modal(replace(CLOSING, closed=ClosingRecord(NOW, WHO)), now=NOW),
    "rights.over.year-after": lambda: views.ended_modal(
        replace(CLOSING, closed=ClosingRecord(NOW, WHO)), now=NOW.replace(year=NOW.year + 1)
    ),
    "rights.over.not-closed": lambda: views.ended_modal(replace(CLOSING, promotion=OVER, erased_on=None), now=NOW),
    "rights.closed": lambda: views.closed_modal(
        replace(CLOSING, closed=ClosingRecord(NOW, WHO)), is_first_time=True, now=NOW
    ),
    "rights.closed.cancels": lambda: views.closed_modal(
        replace(CLOSING, closed=ClosingRecord(NOW, WHO), cancels=True), is_first_time=True, now=NOW
    ),
    "rights.closed.by_nobody": lambda: views.closed_modal(
        replace(CLOSING, closed=ClosingRecord(NOW, None)), is_first_time=False, now=NOW
    ),
    "rights.reopened": lambda: views.reopened_modal(PROMOTION, is_first_time=True),
    "rights.reopened.before": lambda: views.reopened_modal(PROMOTION, is_first_time=False),
    "rights.told.alumni": lambda: _told(alumni=True),
    "rights.told.porteur": lambda: _told(alumni=False),
    "rights.told.by_mail": lambda: _told(alumni=False, by_mail=True),
    "rights.told.never": lambda: views.promotion_closed_message(
        PROMOTION, is_alumni=True, by_mail=False, erased_on=None, now=NOW
    ),
    "rights.told.cancelled": lambda: views.cancelled_message(
        PROMOTION, cancelled_count=12, remaining=COMING[:2], dispositif_name=_named, now=NOW
    ),
    "rights.told.cancelled.one": lambda: views.cancelled_message(
        PROMOTION, cancelled_count=1, remaining=(), dispositif_name=_named, now=NOW
    ),
    "rights.told.cancelled.none": lambda: views.cancelled_message(
        PROMOTION, cancelled_count=0, remaining=COMING[:1], dispositif_name=_named, now=NOW
    ),
    "rights.told.reopened": lambda: views.promotion_reopened_message(PROMOTION),
    "rights.coming": lambda: text_message(texts.COMING),
    "rights.mailed": lambda: text_message(texts.MAILED),
    "rights.mine": lambda: views.data_message(on_page=False),
    "rights.mine.page": lambda: views.data_message(on_page=True),
    "rights.ready": lambda: text_message(texts.READY),
    "rights.file": lambda: views.format_data(KEPT, dispositif_name=_named, now=NOW).decode("utf-8-sig"),
    "rights.file.nothing": lambda: views.format_data(PersonData(LEA, []), dispositif_name=_named, now=NOW).decode(
        "utf-8-sig"
    ),
}
