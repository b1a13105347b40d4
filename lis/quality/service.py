"""The front door of lis.quality. Other modules import this file and events.py."""

from lis.quality.figures import Figures, figures
from lis.quality.holding import act, held, hold, holds, release
from lis.quality.models import (
    ControlHold,
    ControlLot,
    ControlRun,
    ControlSource,
    ControlTarget,
    ExternalRound,
    HoldCause,
    HoldState,
    TargetSource,
)
from lis.quality.rounds import Found, Peers, answer, enter, grade, submit
from lis.quality.rounds import add as add_round
from lis.quality.running import ControlValue, exclude, record
from lis.quality.showing import chart, overview
from lis.quality.targets import (
    add_lot,
    change_lot,
    lot_of_code,
    lots,
    plan_of,
    set_plan,
    set_target,
    targets,
)
from lis.quality.westgard import ControlRule, RuleAct, RunVerdict

__all__ = [
    "ControlHold",
    "ControlLot",
    "ControlRule",
    "ControlRun",
    "ControlSource",
    "ControlTarget",
    "ControlValue",
    "ExternalRound",
    "Figures",
    "Found",
    "HoldCause",
    "HoldState",
    "Peers",
    "RuleAct",
    "RunVerdict",
    "TargetSource",
    "act",
    "add_lot",
    "add_round",
    "answer",
    "change_lot",
    "chart",
    "enter",
    "exclude",
    "figures",
    "grade",
    "held",
    "hold",
    "holds",
    "lot_of_code",
    "lots",
    "overview",
    "plan_of",
    "record",
    "release",
    "set_plan",
    "set_target",
    "submit",
    "targets",
]
