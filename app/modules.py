"""Every installed module, each after the ones it requires."""

from his.admin.module import module as admin
from kernel.module import Module
from level.module import module as level

INSTALLED: tuple[Module, ...] = (admin, level)
