import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { link: 'Liên thông HL7', short: 'HL7' },
  en: { link: 'HL7 links', short: 'HL7' },
})
