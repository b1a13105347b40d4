from kernel.identity.schemas import UserOut
from kernel.schemas import Output


class FacilityName(Output):
    name: str
    code: str
    demo: bool


class AssemblyOut(Output):
    """What the front end needs to draw itself."""

    modules: list[str]
    may: list[str]
    user: UserOut
    facility: FacilityName
    version: str
