import type { Module } from '@/kernel/module'
import { hisAdmin } from './his-admin/module'
import { hisAppointments } from './his-appointments/module'
import { hisBilling } from './his-billing/module'
import { hisCatalogs } from './his-catalogs/module'
import { hisEncounters } from './his-encounters/module'
import { hisForms } from './his-forms/module'
import { hisInsurance } from './his-insurance/module'
import { hisLink } from './his-link/module'
import { hisOrders } from './his-orders/module'
import { hisOutpatient } from './his-outpatient/module'
import { hisPatientLinks } from './his-patient_links/module'
import { hisPatients } from './his-patients/module'
import { hisPharmacy } from './his-pharmacy/module'
import { hisPrescribing } from './his-prescribing/module'
import { hisPricing } from './his-pricing/module'
import { hisQueue } from './his-queue/module'
import { hisReports } from './his-reports/module'
import { level } from './level/module'
import { lisAnalysers } from './lis-analysers/module'
import { lisLink } from './lis-link/module'
import { lisQuality } from './lis-quality/module'
import { lisReagents } from './lis-reagents/module'
import { lisResults } from './lis-results/module'
import { lisSpecimens } from './lis-specimens/module'
import { lisStatistics } from './lis-statistics/module'
import { lisTests } from './lis-tests/module'
import { risPacsArchive } from './ris_pacs-archive/module'
import { risPacsConsult } from './ris_pacs-consult/module'
import { risPacsDelivery } from './ris_pacs-delivery/module'
import { risPacsDicom } from './ris_pacs-dicom/module'
import { risPacsLink } from './ris_pacs-link/module'
import { risPacsQuality } from './ris_pacs-quality/module'
import { risPacsReading } from './ris_pacs-reading/module'
import { risPacsSchedule } from './ris_pacs-schedule/module'
import { risPacsWeb } from './ris_pacs-web/module'

/** The one list: a line a module, in the order of app/modules.py. */
export const INSTALLED: Module[] = [
  hisAdmin,
  hisCatalogs,
  hisPatients,
  hisPatientLinks,
  hisPricing,
  hisEncounters,
  hisQueue,
  hisLink,
  hisOrders,
  hisOutpatient,
  hisPrescribing,
  hisPharmacy,
  hisForms,
  hisAppointments,
  hisReports,
  hisBilling,
  hisInsurance,
  lisTests,
  lisSpecimens,
  lisResults,
  lisAnalysers,
  lisLink,
  lisQuality,
  lisReagents,
  lisStatistics,
  risPacsArchive,
  risPacsDicom,
  risPacsSchedule,
  risPacsWeb,
  risPacsReading,
  risPacsQuality,
  risPacsDelivery,
  risPacsLink,
  risPacsConsult,
  level,
]
