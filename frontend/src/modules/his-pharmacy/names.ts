import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { dispensing: 'Phát thuốc', stock: 'Kho thuốc' },
  en: { dispensing: 'Dispensing', stock: 'Drug stock' },
})
