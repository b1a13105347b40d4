"""Every installed module, each after the ones it requires."""

from his.admin.module import module as admin
from his.catalogs.module import module as catalogs
from kernel.module import Module
from level.module import module as level

INSTALLED: tuple[Module, ...] = (admin, catalogs, level)
