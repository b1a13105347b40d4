import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { analysers: 'Máy xét nghiệm', held: 'Kết quả máy chưa khớp', short: 'Chưa khớp' },
  en: { analysers: 'Analysers', held: 'Unmatched readings', short: 'Unmatched' },
})
