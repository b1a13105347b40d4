import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { queue: 'Hàng chờ', waits: 'Thời gian chờ', kiosks: 'Ki-ốt' },
  en: { queue: 'Queue', waits: 'Waiting times', kiosks: 'Kiosks' },
})
