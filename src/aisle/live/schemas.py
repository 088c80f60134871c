"""Wire shapes of live updates."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Topic = Annotated[str, Field(min_length=3, max_length=120)]


class LiveTicket(BaseModel):
    """Opens one WebSocket, once, within half a minute."""

    ticket: str


class TicketMessage(BaseModel):
    """The first message of a connection."""

    model_config = ConfigDict(extra="forbid")
    ticket: Annotated[str, Field(max_length=100)]


class TopicMessage(BaseModel):
    """Every later message: exactly one of the two."""

    model_config = ConfigDict(extra="forbid")
    subscribe: Topic | None = None
    unsubscribe: Topic | None = None

    @model_validator(mode="after")
    def check_one(self) -> "TopicMessage":
        """Refuse a message that says both, or nothing."""
        if (self.subscribe is None) == (self.unsubscribe is None):
            raise ValueError("say either `subscribe` or `unsubscribe`")
        return self
