import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: {
    drugs: 'Tra cứu thuốc',
    shortDrugs: 'Thuốc',
    safety: 'An toàn thuốc',
    shortSafety: 'An toàn',
    national: 'Đơn thuốc quốc gia',
  },
  en: {
    drugs: 'Drug information',
    shortDrugs: 'Drugs',
    safety: 'Drug safety',
    shortSafety: 'Safety',
    national: 'National e-prescriptions',
  },
})
