"""Every installed module, each after the ones it requires."""

from his.admin.module import module as admin
from his.appointments.module import module as appointments
from his.billing.module import module as billing
from his.catalogs.module import module as catalogs
from his.cdr.module import module as cdr
from his.encounters.module import module as encounters
from his.forms.module import module as forms
from his.insurance.module import module as insurance
from his.orders.module import module as orders
from his.outpatient.module import module as outpatient
from his.patients.module import module as patients
from his.pharmacy.module import module as pharmacy
from his.prescribing.module import module as prescribing
from his.pricing.module import module as pricing
from his.queue.module import module as queue
from his.reports.module import module as reports
from kernel.module import Module
from level.module import module as level
from lis.analysers.module import module as lis_analysers
from lis.quality.module import module as lis_quality
from lis.results.module import module as lis_results
from lis.specimens.module import module as lis_specimens
from lis.tests.module import module as lis_tests
from ris_pacs.archive.module import module as ris_pacs_archive

INSTALLED: tuple[Module, ...] = (
    admin,
    forms,
    catalogs,
    patients,
    pricing,
    encounters,
    queue,
    cdr,
    orders,
    outpatient,
    prescribing,
    pharmacy,
    billing,
    insurance,
    appointments,
    reports,
    lis_tests,
    lis_specimens,
    lis_results,
    lis_quality,
    lis_analysers,
    ris_pacs_archive,
    level,
)
