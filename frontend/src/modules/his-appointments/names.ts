import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { appointments: 'Hẹn khám' },
  en: { appointments: 'Appointments' },
})
