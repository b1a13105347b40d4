"""Every installed module, each after the ones it requires."""

import gc

from his.admin.module import module as admin
from his.appointments.module import module as appointments
from his.billing.module import module as billing
from his.catalogs.module import module as catalogs
from his.cdr.module import module as cdr
from his.encounters.module import module as encounters
from his.forms.module import module as forms
from his.insurance.module import module as insurance
from his.link.module import module as link
from his.orders.module import module as orders
from his.outpatient.module import module as outpatient
from his.patient_links.module import module as patient_links
from his.patients.module import module as patients
from his.pharmacy.module import module as pharmacy
from his.prescribing.module import module as prescribing
from his.pricing.module import module as pricing
from his.queue.module import module as queue
from his.reports.module import module as reports
from kernel.module import Module
from level.module import module as level
from lis.analysers.module import module as lis_analysers
from lis.link.module import module as lis_link
from lis.quality.module import module as lis_quality
from lis.reagents.module import module as lis_reagents
from lis.results.module import module as lis_results
from lis.specimens.module import module as lis_specimens
from lis.statistics.module import module as lis_statistics
from lis.tests.module import module as lis_tests
from ris_pacs.archive.module import module as ris_pacs_archive
from ris_pacs.consult.module import module as ris_pacs_consult
from ris_pacs.delivery.module import module as ris_pacs_delivery
from ris_pacs.dicom.module import module as ris_pacs_dicom
from ris_pacs.link.module import module as ris_pacs_link
from ris_pacs.quality.module import module as ris_pacs_quality
from ris_pacs.reading.module import module as ris_pacs_reading
from ris_pacs.schedule.module import module as ris_pacs_schedule
from ris_pacs.statistics.module import module as ris_pacs_statistics
from ris_pacs.web.module import module as ris_pacs_web

INSTALLED: tuple[Module, ...] = (
    admin,
    forms,
    catalogs,
    patients,
    patient_links,
    pricing,
    encounters,
    queue,
    cdr,
    link,
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
    lis_reagents,
    lis_analysers,
    lis_link,
    lis_statistics,
    ris_pacs_archive,
    ris_pacs_dicom,
    ris_pacs_schedule,
    ris_pacs_web,
    ris_pacs_reading,
    ris_pacs_quality,
    ris_pacs_delivery,
    ris_pacs_link,
    ris_pacs_statistics,
    ris_pacs_consult,
    level,
)

gc.freeze()  # what is here now stays
gc.set_threshold(50_000, 20, 20)
gc.enable()
