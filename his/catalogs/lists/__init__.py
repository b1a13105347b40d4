"""The shared lists of the house, declared as data. One mechanism keeps them all."""

from his.catalogs.lists.declaration import Catalogue
from his.catalogs.lists.diagnoses import DIAGNOSES
from his.catalogs.lists.drugs import DRUGS, FACILITY
from his.catalogs.lists.insurance import INSURANCE, VISIT
from his.catalogs.lists.places import PEOPLE, PLACES
from his.catalogs.lists.services import LABORATORY, SERVICES

CATALOGUES: tuple[Catalogue, ...] = (
    *DIAGNOSES,
    *SERVICES,
    *LABORATORY,
    *DRUGS,
    *FACILITY,
    *VISIT,
    *INSURANCE,
    *PEOPLE,
    *PLACES,
)
