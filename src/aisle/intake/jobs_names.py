"""Names of the door's jobs, apart from their code so that each may enqueue the next."""

STAGE = "intake.stage"
POST = "intake.post"
VOID = "intake.void"
SWEEP = "intake.sweep"
