import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { queue: 'Hàng chờ', waits: 'Thời gian chờ', shortWaits: 'Chờ', kiosks: 'Ki-ốt' },
  en: { queue: 'Queue', waits: 'Waiting times', shortWaits: 'Waits', kiosks: 'Kiosks' },
})
