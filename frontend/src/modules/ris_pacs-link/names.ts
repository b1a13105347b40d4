import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: {
    link: 'Liên thông hình ảnh',
    linkShort: 'Liên thông',
    conformance: 'Tuân thủ, kiểm tra tin',
    short: 'Tuân thủ',
  },
  en: {
    link: 'Imaging link',
    linkShort: 'Link',
    conformance: 'Conformance and validator',
    short: 'Conformance',
  },
})
