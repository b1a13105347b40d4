"""What a signature on a report demands: the person again, and a screen that is fit for it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from his.admin import service as admin
from kernel import access
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.identity import signing
from kernel.text import Text
from ris_pacs.reading.desk_models import DisplayPurpose, ReadingDisplay
from ris_pacs.reading.errors import ForReviewOnly, SignImaging
from ris_pacs.reading.settings import ON_REVIEW_SCREEN, SIGNATURE, SIGNATURE_MINUTES

_WAYS = {
    "pin": frozenset({signing.PASSWORD, signing.PIN}),
    "password": frozenset({signing.PASSWORD}),
}
_UNKNOWN = Text("chưa khai báo", "not registered")
_REVIEW = Text("khai báo để xem lại", "registered for review")
_OVERDUE = Text("quá hạn kiểm tra", "its check is overdue")
_FAILED = Text("lần kiểm tra cuối không đạt", "its last check failed")


def demand_signature(db: Session, actor: Actor, ticket: str) -> str:
    """How the actor signed; raises SignImaging."""
    ways = _WAYS.get(str(admin.parameter(db, SIGNATURE.id)))
    if ways is None:
        return ""
    minutes = int(admin.parameter(db, SIGNATURE_MINUTES.id))
    signed = signing.read(actor, ticket) if ticket else None
    if not signing.holds(signed, ways=ways, minutes=minutes):
        raise SignImaging(ways=sorted(ways))
    assert signed
    return signed.how


@dataclass(frozen=True, slots=True)
class Fitness:
    """The screen somebody sits at: `why` it is not one for diagnosis, None where it is."""

    display: ReadingDisplay | None
    why: Text | None

    @property
    def name(self) -> str:
        return f"{self.display.code} {self.display.name}"[:100] if self.display else ""


def screen_here(db: Session, workstation: str | None = None) -> Fitness:
    """The best of the screens at the computer that asks."""
    place = access.acting(db).workstation if workstation is None else workstation
    asked = select(ReadingDisplay).where(
        ReadingDisplay.workstation == place, col(ReadingDisplay.active)
    )
    found = list(db.exec(asked.order_by(col(ReadingDisplay.purpose), col(ReadingDisplay.code))))
    if not place or not found:
        return Fitness(None, _UNKNOWN)
    judged = [Fitness(each, unfit(each)) for each in found]
    return next((each for each in judged if each.why is None), judged[0])


def unfit(display: ReadingDisplay) -> Text | None:
    """Why nobody should make a diagnosis at it now."""
    if display.purpose is DisplayPurpose.REVIEW:
        return _REVIEW
    if display.passed is False:
        return _FAILED
    due = timedelta(days=display.every_days)
    if display.checked_at is None or utc_now() - display.checked_at > due:
        return _OVERDUE
    return None


def demand_screen(db: Session) -> str:
    """What is written down of the screen; raises ForReviewOnly where the facility refuses."""
    here = screen_here(db)
    if here.why is None:
        return here.name
    if str(admin.parameter(db, ON_REVIEW_SCREEN.id)) == "refused":
        raise ForReviewOnly(why=here.why.vi, why_en=here.why.en)
    return f"{here.name} ({here.why.vi})".strip() if here.display else ""
