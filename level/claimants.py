"""Who must claim what several modules share.

Criterion, clause or part -> the modules that must each claim it. A module that is off then
really lowers the figure. Nothing may be claimed by two modules without standing here (test);
a module named here that is not installed yet keeps the item unmet, which is the truth.
"""

from collections.abc import Mapping

CLAIMANTS: Mapping[str, tuple[str, ...]] = {
    # Reception: the person, the visit, and the card at the gateway.
    "TT54/32": ("his.patients", "his.encounters", "his.insurance"),
    # Drug information: what the prescriber is told, and what lies on the shelf by lot.
    "TT54/34": ("his.prescribing", "his.pharmacy"),
    # Fees: collected by the one, settled with the insurer by the other.
    "TT54/35": ("his.billing", "his.insurance"),
    # The clinical data repository holds what each of these writes into it.
    "TT54/L2.cdr.catalogues": ("his.catalogs",),
    "TT54/L2.cdr.pharmacy": ("his.pharmacy",),
    "TT54/L2.cdr.orders": ("his.orders",),
    "TT54/L2.cdr.lab_results": ("his.orders",),  # by hand, or by the LIS through it
    # Pictures are corrected by the one; the report and its key images have to follow in the other.
    "TT54/76": ("ris_pacs.quality", "ris_pacs.reading"),
    # Rights and roles of the readers in the one, the log of who looked at pictures in the other.
    "TT54/62": ("ris_pacs.reading", "ris_pacs.web"),
    # Film is replaced by the report's own page, and by discs and links of the whole study.
    "TT54/L5.pacs_replaces_film": ("ris_pacs.reading", "ris_pacs.delivery"),
    # Links and standards are only as whole as the systems that they join.
    "TT54/108": ("lis.link", "ris_pacs", "emr"),
    "TT54/109": ("his.catalogs", "lis", "ris_pacs", "emr"),
    "TT54/136": ("his.patients", "emr"),
}
