"""What appointments are about: said by who hosts them, guessed for who reads the need, refused and repeated kindly."""

import pytest
from sqlalchemy import text

from bot.catalogue.phases import Tag
from bot.catalogue.tags import Tags, chosen_tags
from bot.errors import Invalid, NotAllowed, NotFound
from bot.planning import tags
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database
from tests.bot.evaluation.rig import Committees
from tests.bot.helpdesk.bureau import Bureau, opened

ABOUT = chosen_tags(["competence:agilite", "valeur:entrepreneuriat"])


@pytest.fixture
def bureau(database: Database) -> Bureau:
    return opened(database, "Ccoachs")


def ids_of(bureau: Bureau, request_id: int) -> list[int]:
    return [one.id for one in bureau.sheet(request_id).sessions]


def choose(bureau: Bureau, who: str, ids: list[int], about: Tags = ABOUT, *, seen: Tags | None = None) -> None:
    actor = bureau.actor(who)
    bureau.do(lambda tx: tags.choose_tags(tx, actor, ids, about=about, seen_tags=seen, now=bureau.now))


def about_accessibility(bureau: Bureau, request_id: int) -> None:
    bureau.do(lambda tx: tx.execute(text("UPDATE helpdesk_requests SET need = 'Un audit RGAA'")))
    assert bureau.sheet(request_id).request.need == "Un audit RGAA"


def test_only_who_reads_the_need_sees_what_it_lets_one_guess(bureau: Bureau) -> None:
    bureau.add("nora", Role.EXPERT)
    request_id = bureau.book()
    bureau.invite(request_id, "nora")
    about_accessibility(bureau, request_id)
    sheet = bureau.sheet(request_id)
    seen = {who: bool(sheet.tags_for(bureau.ids[who])) for who in ("lea", "sami", "claire", "nora", "david")}
    assert seen == {"lea": True, "sami": True, "claire": True, "nora": False, "david": False}
    choose(bureau, "claire", ids_of(bureau, request_id))
    sheet = bureau.sheet(request_id)
    assert {sheet.tags_for(bureau.ids[who]).keys for who in ("lea", "nora", "david")} == {ABOUT.keys}


def test_host_and_coaches_say_it_once_and_nobody_else(bureau: Bureau) -> None:
    ids = ids_of(bureau, bureau.book())
    for who in ("lea", "sami", "ines"):
        with pytest.raises(NotAllowed):
            choose(bureau, who, ids)
    choose(bureau, "david", ids)
    choose(bureau, "claire", ids)  # the same again
    with bureau.database.reading() as reading:
        [one] = appointments.read_all(reading, ids)
        lines = reading.execute(text("SELECT actor_id FROM history WHERE action = 'agenda.tag'")).scalars().all()
    assert (one.tags, one.revision, [*lines]) == (ABOUT.keys, 0, [bureau.ids["david"]])


def test_what_is_too_much_or_gone_is_refused_and_what_was_kept_may_stay(bureau: Bureau) -> None:
    ids = ids_of(bureau, bureau.book())
    four = chosen_tags(f"competence:{one}" for one in ("agilite", "prototypage", "ecoconception", "facilitation"))
    gone = Tags((Tag("competence:alchimie", "Alchimie"),))
    for about, reason in ((four, "many"), (gone, "gone")):
        with pytest.raises(Invalid) as refusal:
            choose(bureau, "claire", ids, about)
        assert refusal.value.facts == {"field": "skills", "reason": reason}
    with pytest.raises(NotFound):
        choose(bureau, "claire", [*ids, 999])
    bureau.do(lambda tx: appointments.set_tags(tx, ids, gone.keys))  # the catalogue has forgotten it since
    choose(bureau, "claire", ids, Tags(gone.skills, ABOUT.valeurs), seen=gone)
    with bureau.database.reading() as reading:
        assert appointments.read_all(reading, ids)[0].tags == ("competence:alchimie", "valeur:entrepreneuriat")


def test_who_is_overtaken_is_told_and_nobody_s_choice_is_lost(bureau: Bureau) -> None:
    ids = ids_of(bureau, bureau.book())
    choose(bureau, "david", ids)
    other = chosen_tags(["competence:prototypage"])
    with pytest.raises(Invalid) as refusal:
        choose(bureau, "claire", ids, other)  # her form was opened before
    assert refusal.value.facts == {"field": "skills", "reason": "overtaken"}
    choose(bureau, "claire", ids, other, seen=ABOUT)
    with bureau.database.reading() as reading:
        assert appointments.read_all(reading, ids)[0].tags == other.keys


def test_all_that_shows_a_committee_is_set_right(database: Database) -> None:
    rig = Committees(database).open()
    made = rig.one()
    ids = [made.appointment.id]
    rig.do(lambda tx: tx.execute(text("UPDATE notices SET first_attempt = 1 WHERE kind = 'evaluation.card'")))
    rig.use(tags.choose_tags, "emma", ids, about=ABOUT, seen_tags=None)
    with database.reading() as reading:
        owed = reading.execute(text("SELECT count(*) FROM notices WHERE action = 'update'")).scalar_one()
    assert owed == len(made.appointment.participants)
