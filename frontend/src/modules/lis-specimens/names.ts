import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { collect: 'Lấy mẫu', specimens: 'Mẫu bệnh phẩm', short: 'Mẫu' },
  en: { collect: 'Collection', specimens: 'Specimens', short: 'Specimens' },
})
