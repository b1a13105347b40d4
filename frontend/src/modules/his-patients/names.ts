import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { reception: 'Tiếp đón', patients: 'Người bệnh' },
  en: { reception: 'Reception', patients: 'Patients' },
})
