"""What a process of a sandbox has in PostgreSQL instead of in its memory."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, text

from mock_server.errors import SandboxError
from mock_server.postgres.channel import CHANNEL, Channel
from mock_server.postgres.faults import StoredFaults
from mock_server.postgres.notices import SharedNotices
from mock_server.postgres.requests import StoredRequestLog

_TRIGGER = "announce_code"
_INSTALL = (
    f"""CREATE OR REPLACE FUNCTION {_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('{CHANNEL}', 'codes ' || NEW.phone); RETURN NULL; END $$""",
    f"""CREATE OR REPLACE TRIGGER {_TRIGGER} AFTER INSERT OR UPDATE OF read_at, ended_at ON confirmation_code
    FOR EACH ROW EXECUTE FUNCTION {_TRIGGER}()""",
)


@dataclass(frozen=True)
class SharedState:
    """The record of requests, the faults and the notices of all processes."""

    channel: Channel
    requests: StoredRequestLog
    faults: StoredFaults
    notices: SharedNotices


@contextlib.contextmanager
def open_shared_state(engine: Engine) -> Iterator[SharedState]:
    """Yields the state; its channel listens from `Channel.start` to the end of the block. Raises SandboxError."""
    if engine.driver != "psycopg":
        raise SandboxError(
            f"база данных PostgreSQL: драйвер {engine.driver} не умеет того, что нужно; "
            "укажите --database postgresql+psycopg://…"
        )
    _install_trigger(engine)
    channel = Channel(engine)
    requests = StoredRequestLog(engine)
    try:
        yield SharedState(channel, requests, StoredFaults(channel), SharedNotices(channel))
    finally:
        requests.close()
        channel.close()


def _install_trigger(engine: Engine) -> None:
    """Makes the database announce each code when it is committed: a process that dies right then loses no notice.

    Where the trigger is there, the table is left alone: others use it.
    """
    is_there = text("SELECT 1 FROM pg_trigger WHERE tgname = :name AND tgrelid = 'confirmation_code'::regclass")
    with engine.begin() as connection:
        if connection.scalar(is_there, {"name": _TRIGGER}) is None:
            for statement in _INSTALL:
                connection.execute(text(statement))
