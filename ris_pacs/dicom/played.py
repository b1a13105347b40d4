"""What is played of a machine: which examination is wished, and what was done of it."""

from typing import Any

from pydantic import BaseModel, Field

from kernel.clock import local_now


class PlayVisit(BaseModel):
    """Which machine examines whom."""

    kind: str = Field(default="CT", pattern="^(CT|MR|DX|CR|US|XA)$")
    ae_title: str = ""
    accession: str = Field(default="", description="Which of its list; empty: the first.")
    called: str = "HIS54"
    host: str = "127.0.0.1"
    port: int = Field(default=11112, ge=1, le=65535)
    listen: int = Field(default=0, ge=0, le=65535, description="Where it is told what is safe.")
    slices: int = Field(default=6, ge=1, le=500)
    size: int = Field(default=256, ge=64, le=1024)
    wait: float = Field(default=20.0, le=120.0)

    @property
    def title(self) -> str:
        return self.ae_title or f"{self.kind}1"


class Run:
    """What was done, step by step."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []

    def note(self, step: str, said: str, *, ok: bool) -> bool:
        self.steps.append({"step": step, "ok": ok, "said": said, "at": f"{local_now():%H:%M:%S}"})
        return ok
