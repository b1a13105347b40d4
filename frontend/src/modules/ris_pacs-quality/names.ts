import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { corrections: 'Hiệu chỉnh hình ảnh', short: 'Hiệu chỉnh', packing: 'Nén hình ảnh' },
  en: {
    corrections: 'Corrections of pictures',
    short: 'Corrections',
    packing: 'Compression of pictures',
  },
})
