"""Renderers of the direct message with the plan as text, and of the plan's picture in its thread."""

from bot.planning.facts import YearCard, YearPicture
from bot.planning.year import picture, service
from bot.programme.service import actor_of
from handlers.kit.blocks import Message
from handlers.kit.told import RenderContext, Upload, draws

from . import texts, views


@draws(YearCard)
def render_card(context: RenderContext[YearCard]) -> Message:
    actor = actor_of(context.reading, context.reader_id)
    return views.plan_card(service.read_plan(context.reading, actor, context.about, now=context.now), now=context.now)


@draws(YearPicture)
def render_drawn(context: RenderContext[YearPicture]) -> Upload | None:
    """Build the picture. If it cannot be drawn, return None, because the direct message has the plan as text."""
    sheet = service.read_plan(
        context.reading, actor_of(context.reading, context.reader_id), context.about, now=context.now
    )
    title = texts.FILE_TITLE.format(promotion=sheet.promotion.name)
    legend = texts.GREY.format(title=title) if sheet.school else title
    data = picture.draw_sheet(sheet, title=legend, names=views.name_of)
    name = f"plan-{context.about}-{int(context.fact.asked_at.timestamp())}.png"
    return Upload(name, title, texts.FILE_WORDS, data=data) if data else None
