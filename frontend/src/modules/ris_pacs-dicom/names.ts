import { texts } from '@/kernel/text'

/** What the menu says; comes with the first load. */
export const names = texts({
  vi: { nodes: 'Máy chụp (DICOM)' },
  en: { nodes: 'Imaging machines (DICOM)' },
})
