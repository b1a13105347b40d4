import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { reagents: 'Hóa chất', short: 'Hóa chất' },
  en: { reagents: 'Reagents', short: 'Reagents' },
})
