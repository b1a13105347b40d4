import { texts } from '@/kernel/text'

export const names = texts({
  vi: {
    list: 'Danh sách đọc',
    listShort: 'Đọc phim',
    desk: 'Bàn đọc của tôi',
    templates: 'Mẫu kết quả hình ảnh',
    screens: 'Màn hình đọc',
    touched: 'Kết quả có ảnh hiệu chỉnh',
  },
  en: {
    list: 'Reading list',
    listShort: 'Reading',
    desk: 'My reading desk',
    templates: 'Imaging templates',
    screens: 'Reading screens',
    touched: 'Corrected reports',
  },
})
