import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { nodes: 'Máy chụp (DICOM)', exchange: 'Gửi, lấy ca chụp' },
  en: { nodes: 'Imaging machines (DICOM)', exchange: 'Send and fetch studies' },
})
