"""Every installed module, each after the ones it requires."""

from kernel.module import Module

INSTALLED: tuple[Module, ...] = ()
