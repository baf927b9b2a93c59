"""What the bot's answer to a command or a submission changes on the screen."""

from dataclasses import dataclass, field

from bot.sandbox.blockkit.judge import message_faults, view_faults
from bot.sandbox.memory.account import Account
from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.messages import Reply
from bot.sandbox.memory.team import Delivery, Team
from bot.sandbox.memory.views import View
from bot.sandbox.methods.views import refuse_unscoped
from bot.sandbox.refused import Json, Refused

TROUBLE = "We had some trouble connecting. Try again?"  # shown in a modal if the response is invalid


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a submission: errors beside fields, one error for the whole, or neither.

    `delivered`: False if Slack's client did not send it, since a required field is empty or a text too long."""

    errors: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    delivered: bool = True


def show_answer(team: Team, account: Account, *, channel: Channel, line: str, delivery: Delivery) -> Reply:
    """Apply the acknowledgement of a command: show nothing, a text or a message, to one person or to all."""
    if delivery.error:
        return Reply(error=delivery.error)
    answer = delivery.answer
    message: Json = {"text": answer} if isinstance(answer, str) else answer
    if not isinstance(message, dict):
        team.break_rule(f"{line}: the answer is neither text nor a JSON object")
        return Reply(error="invalid_command_response")
    blocks = message.get("blocks") or []
    if faults := message_faults(blocks, refused=team.refused()):
        team.break_rule(f"{line}: {'; '.join(faults)}")
        return Reply(error="invalid_command_response")
    in_channel = message.get("response_type") == "in_channel"
    text = str(message.get("text") or "")
    with team.lock:
        if in_channel:
            team.post(channel, text=line, blocks=[], author=account)
        if not text.strip() and not blocks:
            return Reply()
        shown = team.post(channel, text=text, blocks=blocks, ephemeral_for=None if in_channel else account.id)
    return Reply(message=shown)


def inputs_of(view: View) -> frozenset[str]:
    """Return the ids of a view's input blocks, beside which errors can be shown."""
    return frozenset(block["block_id"] for block in view.blocks if block["type"] == "input")


def show_outcome(team: Team, view: View, *, inputs: frozenset[str], delivery: Delivery) -> Submission:
    """Apply the acknowledgement of a submission: close, errors, update, push or clear.

    `inputs`: the input blocks of the submitted view, since the app may have updated the view meanwhile.
    """
    if delivery.error:
        return Submission(error=delivery.error if delivery.late else TROUBLE)
    answer = delivery.answer
    with team.lock:
        try:
            outcome = apply(team, view, inputs=inputs, answer=answer)
        except Refused as refused:
            team.break_rule(f"view_submission {view.callback_id}: {refused.code}")
            outcome = Submission(error=TROUBLE)
        team.tell()
    return outcome


def apply(team: Team, view: View, *, inputs: frozenset[str], answer: object) -> Submission:
    """Apply an acknowledgement. Raises Refused if it is invalid; the code is then a sentence."""
    if answer == "":
        team.screens.remove(view)
        return Submission()
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or action not in ("errors", "update", "push", "clear"):
        raise Refused(f"the body must be empty or hold a response_action, not {answer!r:.80}")
    if action == "clear":
        team.screens.clear(view.owner, window=view.window)
        return Submission()
    if action == "errors":
        return show_errors(view, answer.get("errors"), inputs=inputs)
    body = answer.get("view")
    if faults := view_faults(body, refused=team.refused()):
        raise Refused("; ".join(faults))
    assert isinstance(body, dict)  # noqa: S101 view_faults refuses all else
    if body["type"] != "modal":
        raise Refused("the view must be a modal")
    refuse_unscoped(team, body)
    if action == "update":
        team.screens.update(view, body)
    else:
        team.screens.push(view, body)
    return Submission()


def show_errors(view: View, errors: object, *, inputs: frozenset[str]) -> Submission:
    """Show errors beside input blocks. Raises Refused for any other block_id."""
    if not isinstance(errors, dict) or not errors:
        raise Refused("errors must name at least one field")
    if wrong := sorted(set(errors) - inputs):
        raise Refused(f"errors on what is not an input block: {', '.join(wrong)}")
    view.errors = {block_id: str(text) for block_id, text in errors.items()}
    return Submission(errors=dict(view.errors))
