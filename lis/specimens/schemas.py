"""What the API of the specimens takes and gives."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from his.orders.service import Urgency
from his.patients.service import Sex
from kernel.schemas import Input, Output, Reason, Words
from lis.specimens.states import CustodyAct, Identified, ItemState, SpecimenState

Scan = Annotated[str, Field(min_length=1, max_length=600)]
TubeCode = Annotated[str, Field(min_length=1, max_length=40)]
Short = Annotated[str, Field(max_length=200)]
Ids = Annotated[list[UUID], Field(min_length=1, max_length=200)]
Codes = Annotated[list[TubeCode], Field(min_length=1, max_length=200)]


class TubePatient(Output):
    """Whose it is."""

    id: UUID
    code: str
    name: str
    birth: str | None
    sex: str
    age: Words


class ToCollectOut(Output):
    """One line of the collection list: a visit with what waits to be drawn."""

    patient: TubePatient
    encounter_id: UUID
    urgency: Urgency
    since: datetime
    planned_at: datetime | None
    tests: int
    unlabelled: int
    room: str
    department: str


class TubeScanIn(Input):
    """What the scanner read from a card or wristband."""

    scan: Scan


class IdentifiedOut(Output):
    """Who it is; `how` is empty where a code finds him but identifies nobody."""

    patient: TubePatient
    how: Identified | None


class LabItemOut(Output):
    """One test of an order in the laboratory."""

    id: UUID
    order_id: UUID
    test_code: str
    name: Words
    section_code: str
    urgency: Urgency
    state: ItemState
    ended_why: str
    planned_at: datetime | None
    unpaid: bool
    indication: str
    note: str
    preparation: str


class VesselOut(Output):
    """A kind of tube."""

    code: str
    name: Words
    cap: str
    colour: str


class TubeWantedOut(Output):
    """A tube that is still to be labelled."""

    vessel: VesselOut
    section: Words
    planned_at: datetime | None
    urgency: Urgency
    volume_ml: Decimal
    items: list[LabItemOut]


class SpecimenOut(Output):
    """A tube."""

    id: UUID
    code: str
    patient: TubePatient
    encounter_id: UUID
    vessel: VesselOut
    section: Words
    state: SpecimenState
    state_at: datetime
    urgency: Urgency
    planned_at: datetime | None
    prints: int
    volume_ml: Decimal | None
    condition: str
    identified: Identified | None
    collected_at: datetime | None
    collected_by_name: str
    collected_where: str
    received_at: datetime | None
    received_by_name: str
    place: str
    position: str
    reason: str
    ahead: str
    ahead_open: bool
    tests: list[str]


class LabelledOut(Output):
    """A tube with its label, and what is measured from it."""

    specimen: SpecimenOut
    items: list[LabItemOut]


class AddOnOut(Output):
    """A test that could be done from a tube that is there."""

    item: LabItemOut
    code: str
    collected_at: datetime | None


class CollectionOut(Output):
    """A patient's collection as it stands now."""

    patient: TubePatient
    scan_only: bool
    wanted: list[TubeWantedOut]
    labelled: list[LabelledOut]
    collected: list[SpecimenOut]
    add_on: list[AddOnOut]


class LabelIn(Input):
    """Which tests get their tubes; none named: all that wait."""

    item_ids: list[UUID] = Field(default_factory=list, max_length=200)


class CollectIn(Input):
    """These tubes were drawn. `scan`: the card or wristband; else `asked`: name and birth date."""

    codes: Codes
    scan: Annotated[str, Field(max_length=600)] = ""
    asked: bool = False
    where: Short = ""
    condition: Short = ""


class AddOnIn(Input):
    code: TubeCode
    item_ids: Ids


class TubeLabelsIn(Input):
    """Labels of these tubes, in the size of a preset (empty: what their kind of tube wants)."""

    codes: Codes
    preset: Annotated[str, Field(max_length=20)] = ""


class TubeReceiveIn(Input):
    condition: Short = ""
    where: Short = ""


class TubeRejectIn(Input):
    reason_code: Annotated[str, Field(min_length=1, max_length=40)]
    note: Annotated[str, Field(max_length=300)] = ""
    again: bool = True


class TubeReasonIn(Input):
    reason: Annotated[Reason, Field(max_length=300)]


class DivideIn(Input):
    """Some of it into a tube of its own."""

    item_ids: list[UUID] = Field(default_factory=list, max_length=200)
    volume_ml: Annotated[Decimal, Field(gt=0, le=1000, decimal_places=4)] | None = None


class TubeStoreIn(Input):
    location_id: UUID
    position: Annotated[str, Field(max_length=20)] = ""


class DisposeIn(Input):
    codes: Codes
    how: Annotated[Reason, Field(max_length=300)]


class CustodyOut(Output):
    """One line of the chain of custody."""

    act: CustodyAct
    at: datetime
    by_name: str
    place: str
    note: str


class SpecimenRejectionOut(Output):
    """Why a specimen was not taken, and who of those who ordered knows."""

    id: UUID
    specimen_id: UUID
    encounter_id: UUID
    code: str
    patient: TubePatient
    orderer_name: str
    tests: str
    reason_code: str
    reason: str
    note: str
    again: bool
    at: datetime
    by_name: str
    seen_at: datetime | None


class TubePartOut(Output):
    code: str
    state: SpecimenState


class SpecimenWhole(Output):
    """Everything about a tube: where it is, what is measured from it, where it has been."""

    specimen: SpecimenOut
    items: list[LabItemOut]
    history: list[CustodyOut]
    parent: str
    parts: list[TubePartOut]
    rejections: list[SpecimenRejectionOut]


class RejectionReasonChoice(Output):
    code: str
    name: Words
    recollect: bool


class LabelPresetChoice(Output):
    code: str
    name: Words


class EmergencyDrawIn(Input):
    """Tubes drawn before their order. Who he is: `scan`, or `patient_id` with `asked`, or
    `unknown` (his sex as it seems) where nobody knows him. `room_id`: where a visit is opened
    if he has none."""

    containers: Annotated[list[TubeCode], Field(min_length=1, max_length=12)]
    asked_by: Annotated[str, Field(min_length=2, max_length=300)]
    room_id: UUID | None = None
    scan: Annotated[str, Field(max_length=600)] = ""
    patient_id: UUID | None = None
    asked: bool = False
    unknown: Sex | None = None
    where: Short = ""
