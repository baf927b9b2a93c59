"""Every value of a list is taken by each way in, and by all that reads it later: « Ouvrir », export, import again."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from bot.planning.setup import setups
from bot.planning.setup.model import PromotionRef, SetupPart, Target
from bot.planning.setup.uploads import Upload
from bot.programme.model import Actor
from bot.programme.roles import METIER_WORDS, Metier, Role
from storage.database import Database, Transaction
from storage.programme import people, promotions
from tests.bot.planning.setup.lines import add_lines, prepare
from tests.bot.planning.setup.test_export import again, imported
from tests.bot.planning.setup.test_setup import NOW, begun, coach, edit, new, ready

Way: TypeAlias = Callable[[Transaction, Actor, PromotionRef, Role, Metier], object]
EMAIL, DEFI = "zoe@example.org", "Relais"


def by_form(tx: Transaction, actor: Actor, ref: PromotionRef, role: Role, metier: Metier) -> object:
    return new(tx, actor, ref, nom="Zoé", email=EMAIL, role=role.value, defi=DEFI, metier=metier.value)


def by_paste(tx: Transaction, actor: Actor, ref: PromotionRef, role: Role, metier: Metier) -> object:
    line = f"{EMAIL},Zoé,{role},{DEFI},{METIER_WORDS[metier]}"
    return add_lines(tx, actor, Target(ref, SetupPart.PERSON), text=line, now=NOW)


def by_file(tx: Transaction, actor: Actor, ref: PromotionRef, role: Role, metier: Metier) -> None:
    data = f"email,nom,role,defi,metier\n{EMAIL},Zoé,{role},{DEFI},{metier.value}\n".encode()
    prepare(tx, actor, ref, given=Upload("personnes.csv", data), now=NOW)


WAYS: tuple[Way, ...] = (by_form, by_paste, by_file)
VALUES = [(Role.EIG, one) for one in Metier] + [(one, Metier.DROIT) for one in Role]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("role", "metier"), VALUES)
def test_every_role_and_metier_opens(database: Database, way: Way, role: Role, metier: Metier) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = ready(tx, ana)
        way(tx, ana, ref, role, metier)
        promotion, _ = setups.open_promotion(tx, ana, ref, now=NOW)
        zoe = people.by_email(tx, EMAIL)
        assert zoe is not None
        assert [(one.role, one.metier) for one in zoe.current] == [(role, metier.value)]
        assert again(tx, promotion.id).changes == 0
        if role is Role.ALUMNI:
            return  # theirs is over: they are in the list of no promotion
        renamed = PromotionRef(True, promotion.id)
        edit(tx, ana, renamed, part=SetupPart.PERSON, item=zoe.id, typed={"nom": "Zoé Élan"})
        after = people.by_email(tx, EMAIL)
        assert after is not None
        assert (after.name, after.memberships) == ("Zoé Élan", zoe.memberships)


@pytest.mark.parametrize("said", [lambda one: one.value, METIER_WORDS.__getitem__], ids=["value", "words"])
@pytest.mark.parametrize(("role", "metier"), VALUES)
def test_every_role_and_metier_is_taken_by_the_command_line(
    database: Database, role: Role, metier: Metier, said: Callable[[Metier], str]
) -> None:
    with database.transaction() as tx:
        ref = _opened(tx, coach(tx))
        promotion = promotions.promotion_by_id(tx, ref.id)
        assert promotion is not None
        line = f"email,nom,role,defi,metier\n{EMAIL},Zoé,{role},{DEFI},{said(metier)}\n"
        imported(tx, promotion, {"personnes.csv": line.encode()}, confirmed=True)
        zoe = people.by_email(tx, EMAIL)
        assert zoe is not None
        assert [(one.role, one.metier) for one in zoe.current] == [(role, metier.value)]
        assert again(tx, promotion.id).changes == 0


@pytest.mark.parametrize("is_open", [False, True])
def test_every_metier_of_the_form_is_taken(database: Database, is_open: bool) -> None:
    with database.transaction() as tx:
        ana = coach(tx)
        ref = begun(tx, ana) if not is_open else _opened(tx, ana)
        for metier in Metier:
            email = f"{metier}@example.org"
            after = new(tx, ana, ref, nom="Zoé", email=email, role="eig", defi=DEFI, metier=metier.value)
            assert metier.value in {one["metier"] for one in after.people}


def _opened(tx: Transaction, actor: Actor) -> PromotionRef:
    return PromotionRef(True, setups.open_promotion(tx, actor, ready(tx, actor), now=NOW)[0].id)
