"""Live updates: a snapshot with a number, then numbered changes, over one WebSocket a page.

Knows no door: `app.wiring` tells, per kind of topic, who may read and how a snapshot is read.
"""

from aisle.live.hub import Hub, TopicKind
from aisle.live.routes import router

__all__ = ["Hub", "TopicKind", "router"]
