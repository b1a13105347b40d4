import type { Module } from '@/kernel/module'
import { IconDatabase, IconPhoto, IconPhotoQuestion } from '@/kernel/ui/icons'
import { names } from './names'
import { storage, studies, study, unmatched } from './routes'

export const risPacsArchive: Module = {
  id: 'ris_pacs.archive',
  nav: [
    {
      label: () => names('studies'),
      short: () => names('short'),
      to: '/imaging',
      needs: 'ris_pacs.archive.study.read',
      icon: IconPhoto,
    },
    {
      label: () => names('unmatched'),
      short: () => names('unmatchedShort'),
      to: '/imaging/unmatched',
      needs: 'ris_pacs.archive.study.match',
      icon: IconPhotoQuestion,
    },
    {
      label: () => names('storage'),
      to: '/imaging/storage',
      needs: 'ris_pacs.archive.storage.read',
      icon: IconDatabase,
      seldom: true,
    },
  ],
  routes: [studies, unmatched, storage, study],
}
