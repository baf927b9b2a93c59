"""Gatherings of the programme's own, in a process of their own, since modules capture them as they load."""

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT
from tests.databases import fresh

SCRIPT = """
import json
from bot.programme import shape
own = [
    ("ren-cafe", "Café des équipes", "pluridisciplinaire", "week"),
    ("ren-demo", "Démonstration", "conference", "two weeks"),
    ("ren-forum", "Forum", "seminaire-promotion", "month"),
    ("ren-camp", "Camp", "seminaire-promotion", "days"),
]
keys = ("key", "name", "kind", "every")
shape.use_shape(shape.read_shape({"rencontres": [dict(zip(keys, each), description="Ensemble.") for each in own]}))
from datetime import date
from bot.agenda.titles import TitleParts, gathering_name
from bot.catalogue.catalogue import OWN_WORDS, make_edition
from bot.catalogue.model import Catalogue
from bot.dates.recurrence import Rule
from bot.gatherings.kinds import KINDS
from handlers.gatherings.groups import texts as groups
from handlers.gatherings.kinds import DRAWINGS
from handlers.gatherings.series.views import proposed_rule
from bot.programme.model import Promotion
PROMOTION = Promotion(1, "EIG 7", date(2026, 1, 12), date(2026, 11, 11))
titles = [TitleParts(), TitleParts(about="les tests"), TitleParts(about="Démonstration : les tests")]
titles.append(TitleParts("Démonstration"))
page = make_edition(Catalogue("", OWN_WORDS.catalogue.dispositifs[:1]), (), token="page")
rules = [proposed_rule(key, PROMOTION, today=PROMOTION.starts_on) for key, *_ in own]
print(json.dumps({
    "alike": [DRAWINGS[key] is DRAWINGS[kind] and KINDS[key].mixes is KINDS[kind].mixes for key, _, kind, _ in own],
    "names": [gathering_name("ren-demo", each) for each in titles] + [gathering_name("ren-cafe", titles[1])],
    "page": [(each.name, each.frequence) for each in page.catalogue.dispositifs[1:]],
    "at": groups.at("ren-cafe"),
    "rules": [rule and (rule.text.partition("/")[2] or rule.text) for rule in rules[:3]],
    "days": len(rules[3].days),
}))
"""


def test_gatherings_of_the_programmes_own_work_as_their_kind_under_their_name() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.replace("\u00a0", " ").replace("\\u00a0", " ")) == {
        "alike": [True] * 4,
        "names": [
            "Démonstration",
            "Démonstration « Les tests »",
            "Démonstration « Les tests »",
            "Démonstration",
            "Café des équipes « Les tests »",
        ],
        "page": [
            ["Café des équipes", "1 par semaine"],
            ["Démonstration", "1 toutes les deux semaines"],
            ["Forum", "1 par mois"],
            ["Camp", "aux dates annoncées"],
        ],
        "at": "à « Café des équipes »",
        "rules": ["P1W TU T14:00", "P2W TU T14:00", "P1M 1TU T09:00"],
        "days": 2,
    }


DROPPED = """
import sys
from bot.programme import shape
kinds = {"ren-cafe": "pluridisciplinaire", "ren-demo": "conference", "ren-forum": "conference"}
own = [{"key": key, "name": key, "kind": kind, "description": "Ensemble."} for key, kind in kinds.items()]
shape.use_shape(shape.read_shape({"rencontres": own}))
from dataclasses import replace
from bot.errors import Invalid
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.series import service
from storage.database import Database
from storage.programme import shapes
from tests.bot.gatherings.rig import VISIO, Rig
rig = Rig(Database(sys.argv[1])).fill()
rig.do(lambda tx: shapes.write(tx, {"rencontres": [own[1], {**own[2], "kind": "seminaire-promotion"}]}))
given = replace(rig.series(CONFERENCE), rule="P1M 2TU T14:00", title="")
for key in ("ren-cafe", "ren-demo", "ren-forum"):
    try:
        rig.use(service.create, "claire", key, values=replace(given, dispositif=key), visio_url=VISIO)
        print(key, "created")
    except Invalid as refusal:
        print(key, refusal.facts["faults"])
"""


def test_no_series_is_made_of_one_that_the_next_start_does_not_know(backend: str, tmp_path: Path) -> None:
    script = [sys.executable, "-c", DROPPED, fresh(backend, tmp_path)]
    done = subprocess.run(script, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    gone = "{'dispositif': 'gone'}"
    assert done.stdout.splitlines() == [f"ren-cafe {gone}", "ren-demo created", f"ren-forum {gone}"]
