"""Says when an instrument that should speak is silent, or its line is down."""

from datetime import timedelta

from sqlmodel import Session, col, select

from kernel import live
from kernel.clock import utc_now
from kernel.text import Text
from lis.analysers.filing import TOPIC
from lis.analysers.models import Analyser, AnalyserLink, LinkState
from lis.tests.slots import Instrument


def silent(db: Session) -> list[tuple[Analyser, AnalyserLink | None]]:
    """Active instruments whose line failed, or that said nothing for longer than they may."""
    now = utc_now()
    rows = db.exec(
        select(Analyser, AnalyserLink)
        .join(AnalyserLink, col(AnalyserLink.analyser_id) == col(Analyser.id), isouter=True)
        .where(col(Analyser.active), col(Analyser.quiet_minutes) > 0)
        .order_by(col(Analyser.name))
    )
    found: list[tuple[Analyser, AnalyserLink | None]] = []
    for analyser, link in rows:
        last = (link.last_in_at or link.since) if link else None
        late = last is None or now - last > timedelta(minutes=analyser.quiet_minutes)
        if late or (link and link.state is LinkState.FAILED):
            found.append((analyser, link))
    return found


_STATES = {
    LinkState.OFF: Text("tắt", "off"),
    LinkState.WAITING: Text("chờ máy gọi", "waits for its call"),
    LinkState.CONNECTED: Text("đã kết nối", "connected"),
    LinkState.FAILED: Text("mất kết nối", "cut off"),
}


def instruments(db: Session) -> list[Instrument]:
    """What the administration of the laboratory shows of them."""
    rows = db.exec(
        select(Analyser, AnalyserLink)
        .join(AnalyserLink, col(AnalyserLink.analyser_id) == col(Analyser.id), isouter=True)
        .where(col(Analyser.active))
        .order_by(col(Analyser.name), col(Analyser.id))
    )
    return [
        Instrument(
            analyser.code,
            analyser.name,
            analyser.section_code,
            _STATES[link.state if link else LinkState.OFF],
            link is not None and link.state in (LinkState.CONNECTED, LinkState.WAITING),
            f"/lab/analysers/{analyser.id}",
        )
        for analyser, link in rows.all()
    ]


def look(db: Session) -> Text | None:
    """The job: its sentence stands in the list of jobs, the screens show the line in red."""
    found = silent(db)
    if not found:
        return None
    live.touch(db, TOPIC)
    names = ", ".join(analyser.name for analyser, _ in found)[:600]
    return Text(f"Máy im lặng hoặc mất kết nối: {names}.", f"Silent or cut off: {names}.")
