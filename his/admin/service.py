"""The front door of his.admin: what other modules may ask."""

from his.admin.facility import (
    department,
    departments,
    facility,
    facility_if_any,
    letterhead,
    licences,
    printer_for,
    room,
    room_by_code,
    rooms,
    sites,
    staff,
)
from his.admin.models import Department, Facility, Room, RoomKind, Site, Staff
from his.admin.parameters import parameter, set_parameter
from his.admin.people import departments_seen, of_own_department
from his.admin.set_up import demo_password, run_seeds
from his.admin.switches import generation as switches_generation
from his.admin.switches import last_absence, switch_off, switch_on
from his.admin.switches import off as modules_off

__all__ = [
    "Department",
    "Facility",
    "Room",
    "RoomKind",
    "Site",
    "Staff",
    "demo_password",
    "department",
    "departments",
    "departments_seen",
    "facility",
    "facility_if_any",
    "last_absence",
    "letterhead",
    "licences",
    "modules_off",
    "of_own_department",
    "parameter",
    "printer_for",
    "room",
    "room_by_code",
    "rooms",
    "run_seeds",
    "set_parameter",
    "sites",
    "staff",
    "switch_off",
    "switch_on",
    "switches_generation",
]
