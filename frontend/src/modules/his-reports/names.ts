import { texts } from '@/kernel/text'

/** What the menu says; the pages' own texts come with them. */
export const names = texts({
  vi: { reports: 'Báo cáo thống kê', short: 'Báo cáo', morning: 'Điều hành' },
  en: { reports: 'Reports', short: 'Reports', morning: 'Overview' },
})
