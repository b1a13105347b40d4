import { texts } from '@/kernel/text'

/** The words of the menu: these come with the first load, `text.ts` with the pages. */
export const names = texts({
  vi: { level: 'Mức ứng dụng CNTT', short: 'Mức' },
  en: { level: 'Level of IT application', short: 'Level' },
})
