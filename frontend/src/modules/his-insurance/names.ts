import { texts } from '@/kernel/text'

/** Words of the menu: they come with the first load. */
export const names = texts({
  vi: {
    dossiers: 'Hồ sơ BHYT',
    settlement: 'Quyết toán BHYT',
    short: 'Quyết toán',
    gateway: 'Cổng BHYT',
  },
  en: {
    dossiers: 'Insurance dossiers',
    settlement: 'Insurance settlement',
    short: 'Settlement',
    gateway: 'Insurance gateway',
  },
})
