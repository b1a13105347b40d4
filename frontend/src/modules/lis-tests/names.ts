import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: {
    tests: 'Danh mục xét nghiệm',
    short: 'Xét nghiệm',
    administration: 'Quản trị xét nghiệm',
    people: 'Quản trị',
  },
  en: {
    tests: 'Laboratory tests',
    short: 'Tests',
    administration: 'Laboratory administration',
    people: 'Lab admin',
  },
})
