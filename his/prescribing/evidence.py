"""Shown in evidence_*.py; here is what is claimed."""

from kernel.module import Claim

CLAIMS: tuple[Claim, ...] = ()
