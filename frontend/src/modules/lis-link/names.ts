import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { sendOuts: 'Xét nghiệm gửi ngoài', short: 'Gửi ngoài' },
  en: { sendOuts: 'Tests sent out', short: 'Sent out' },
})
