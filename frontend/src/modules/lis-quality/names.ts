import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { quality: 'Nội kiểm', short: 'QC' },
  en: { quality: 'Quality control', short: 'QC' },
})
