import { texts } from '@/kernel/text'

/** What the menu says; the pages' own texts come with them. */
export const names = texts({
  vi: { forms: 'Mẫu in' },
  en: { forms: 'Print templates' },
})
