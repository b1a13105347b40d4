import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { drugs: 'Tra cứu thuốc', safety: 'An toàn thuốc', national: 'Đơn thuốc quốc gia' },
  en: { drugs: 'Drug information', safety: 'Drug safety', national: 'National e-prescriptions' },
})
