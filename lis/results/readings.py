"""What an analyser says of a tube, and what became of each value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from kernel.text import Text
from lis.results.models import ResultSource


class OutcomeKind(StrEnum):
    """What became of a reading."""

    FILED = "filed"
    ALREADY = "already"  # the same value of the same run: nothing changed
    UNKNOWN_SPECIMEN = "unknown_specimen"
    NOT_ASKED = "not_asked"
    WRONG_STATE = "wrong_state"
    VERIFIED = "verified"  # another value stands and is signed
    REFUSED = "refused"  # impossible, not a number, not a choice, an unknown unit


@dataclass(slots=True, kw_only=True)
class Reading:
    """One value as an analyser said it, its code already that of the test.

    `unit` is converted to the test's own; empty: it is the test's own.
    """

    test_code: str
    value: str
    unit: str = ""
    flags: tuple[str, ...] = ()
    at: datetime | None = None
    dilution: Decimal | None = None
    comment: str = ""
    lot: Mapping[str, Any] | None = None
    detail: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The readings of one tube in one message."""

    analyser: str
    specimen_code: str
    readings: Sequence[Reading]
    message_id: UUID | None = None
    source: ResultSource = ResultSource.ANALYSER


@dataclass(slots=True)
class Outcome:
    """What became of a reading, in words for the review list."""

    reading: Reading
    kind: OutcomeKind
    says: Text
    result_id: UUID | None = None


SAYS = {
    OutcomeKind.FILED: Text("Đã ghi kết quả.", "Filed."),
    OutcomeKind.ALREADY: Text("Đã nhận trước đó.", "Received before."),
    OutcomeKind.UNKNOWN_SPECIMEN: Text("Không có mẫu mang số này.", "No tube has this number."),
    OutcomeKind.NOT_ASKED: Text(
        "Mẫu này không được yêu cầu xét nghiệm đó.", "This test is not asked of this tube."
    ),
    OutcomeKind.WRONG_STATE: Text(
        "Mẫu hoặc xét nghiệm không ở trạng thái đo được.",
        "The tube or its test is not to be measured now.",
    ),
    OutcomeKind.VERIFIED: Text(
        "Kết quả khác đã được duyệt; muốn đổi thì đính chính.",
        "Another value is verified; it is changed by a correction.",
    ),
}


def nothing_of(reading: Reading, kind: OutcomeKind) -> Outcome:
    """It was not filed."""
    return Outcome(reading, kind, SAYS[kind])
