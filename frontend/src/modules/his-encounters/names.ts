import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { visits: 'Lượt khám' },
  en: { visits: 'Visits' },
})
