import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: {
    studies: 'Ca chụp, hình ảnh',
    short: 'Hình ảnh',
    unmatched: 'Ca chụp chưa khớp',
    unmatchedShort: 'Chưa khớp',
    storage: 'Kho hình ảnh',
  },
  en: {
    studies: 'Imaging studies',
    short: 'Imaging',
    unmatched: 'Studies to match',
    unmatchedShort: 'To match',
    storage: 'Picture store',
  },
})
