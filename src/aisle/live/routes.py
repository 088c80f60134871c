"""HTTP edge of live updates: the ticket and the WebSocket."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, WebSocket

from aisle.kit import problems
from aisle.kit.web import CurrentActor, require
from aisle.live import socket
from aisle.live.hub import Hub
from aisle.live.schemas import LiveTicket

router = APIRouter(tags=["live"])


def get_hub(request: Request) -> Hub:
    """Return the hub of this process."""
    hub: Hub = request.app.state.live
    return hub


@router.post(
    "/live/ticket",
    operation_id="create_live_ticket",
    status_code=201,
    dependencies=[require("live.read")],
    responses=problems.responses(problems.NotLoggedIn, problems.NotPermitted, problems.Busy),
)
def create_live_ticket(actor: CurrentActor, hub: Annotated[Hub, Depends(get_hub)]) -> LiveTicket:
    """Return a ticket to be sent as the first message of the WebSocket `/v1/live`: good once, for 30 seconds."""
    return LiveTicket(ticket=hub.tickets.issue(actor))


@router.websocket("/live")
async def follow_live(websocket: WebSocket) -> None:
    """Follow topics: `{ticket}` first, then `{subscribe: topic}` and `{unsubscribe: topic}`.

    Answers are envelopes `{topic, number, key, data}`; the first of a topic is `{topic, number: 0, snapshot}`, or
    `{topic, number: 0, problem}` when it cannot be followed.
    """
    await socket.serve(websocket, websocket.app.state.live)
