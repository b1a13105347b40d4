import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: {
    deliveries: 'Trao hình ảnh',
    discs: 'Đĩa của nơi khác',
    discsShort: 'Đĩa ngoài',
  },
  en: {
    deliveries: 'Pictures handed out',
    discs: 'Discs of other houses',
    discsShort: 'Outside discs',
  },
})
