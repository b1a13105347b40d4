"""Places and shipments, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Note, Output, Version
from lis.specimens.schemas import Codes, Short, SpecimenOut


class LocationIn(Input):
    code: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    parent_id: UUID | None = None
    rows: Annotated[int, Field(ge=0, le=26)] = 0
    columns: Annotated[int, Field(ge=0, le=30)] = 0
    temperature: Annotated[str, Field(max_length=40)] = ""
    active: bool = True


class LocationChangeIn(LocationIn):
    version: Version


class LocationOut(Output):
    id: UUID
    code: str
    name: str
    path: str
    parent_id: UUID | None
    rows: int
    columns: int
    temperature: str
    active: bool
    held: int
    version: int


class LocationContents(Output):
    """A rack, and which tube stands where."""

    place: LocationOut
    tubes: list[SpecimenOut]


class ShipmentIn(Input):
    """These tubes leave together."""

    codes: Codes
    outside: bool
    to_name: Annotated[str, Field(min_length=1, max_length=200)]
    carrier: Short = ""
    temperature: Annotated[str, Field(max_length=40)] = ""
    note: Annotated[Note, Field(max_length=500)] = ""


class ArrivalIn(Input):
    note: Annotated[str, Field(max_length=500)] = ""


class ShipmentOut(Output):
    id: UUID
    code: str
    outside: bool
    to_name: str
    carrier: str
    temperature: str
    note: str
    made_at: datetime
    made_by_name: str
    arrived_at: datetime | None
    arrived_by_name: str
    arrived_note: str


class ShipmentWhole(Output):
    shipment: ShipmentOut
    tubes: list[SpecimenOut]
