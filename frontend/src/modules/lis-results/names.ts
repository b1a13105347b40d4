import { texts } from '@/kernel/text'

/** Words of the menu: they come with the first load. */
export const names = texts({
  vi: {
    bench: 'Nhập kết quả xét nghiệm',
    benchShort: 'Nhập kết quả',
    verify: 'Duyệt kết quả xét nghiệm',
    verifyShort: 'Duyệt kết quả',
  },
  en: {
    bench: 'Enter laboratory results',
    benchShort: 'Enter results',
    verify: 'Verify laboratory results',
    verifyShort: 'Verify results',
  },
})
