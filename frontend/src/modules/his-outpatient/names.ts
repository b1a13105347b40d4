import { texts } from '@/kernel/text'

/** Words of the menu: they come with the first load. */
export const names = texts({
  vi: { consultations: 'Hỏi khám chuyên khoa', short: 'Hội chẩn', templates: 'Mẫu khám' },
  en: { consultations: 'Consultations', short: 'Consult', templates: 'Templates' },
})
