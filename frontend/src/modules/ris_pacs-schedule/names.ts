import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { exams: 'Danh sách chụp', short: 'Ca chụp', machines: 'Lịch và máy chụp' },
  en: { exams: 'Imaging worklist', short: 'Exams', machines: 'Imaging machines' },
})
