import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { statistics: 'Thống kê xét nghiệm', short: 'Thống kê' },
  en: { statistics: 'Laboratory figures', short: 'Figures' },
})
