import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { consultations: 'Hội chẩn hình ảnh', short: 'Hội chẩn' },
  en: { consultations: 'Consultations on pictures', short: 'Consultations' },
})
