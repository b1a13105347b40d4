"""Every installed module, each after the ones it requires."""

from his.admin.module import module as admin
from kernel.module import Module

INSTALLED: tuple[Module, ...] = (admin,)
