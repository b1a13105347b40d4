import { texts } from '@/kernel/text'

/** The words of the menu: these come with the first load, `text.ts` with the pages. */
export const names = texts({
  vi: { catalogs: 'Danh mục dùng chung', short: 'Danh mục' },
  en: { catalogs: 'Shared lists', short: 'Lists' },
})
