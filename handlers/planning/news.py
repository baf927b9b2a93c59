"""Renderers of the direct message with the plan as text, and of the plan's picture in its thread."""

from bot.planning.facts import YearCard, YearPicture
from bot.planning.year import picture, service
from bot.programme.service import actor_of
from handlers.kit.blocks import Message
from handlers.kit.told import Told, Upload, draws

from . import texts, views


@draws(YearCard)
def render_card(told: Told[YearCard]) -> Message:
    actor = actor_of(told.reading, told.reader_id)
    return views.plan_card(service.read_plan(told.reading, actor, told.about, now=told.now), now=told.now)


@draws(YearPicture)
def render_drawn(told: Told[YearPicture]) -> Upload | None:
    """Build the picture. If it cannot be drawn, return None, because the direct message has the plan as text."""
    sheet = service.read_plan(told.reading, actor_of(told.reading, told.reader_id), told.about, now=told.now)
    title = texts.FILE_TITLE.format(promotion=sheet.promotion.name)
    legend = texts.GREY.format(title=title) if sheet.school else title
    data = picture.draw(sheet, title=legend, names=views.name_of)
    name = f"plan-{told.about}-{int(told.fact.asked_at.timestamp())}.png"
    return Upload(name, title, texts.FILE_WORDS, data=data) if data else None
