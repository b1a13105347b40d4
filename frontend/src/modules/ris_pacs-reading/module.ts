import { lazy } from 'react'
import type { Module } from '@/kernel/module'
import {
  IconAdjustments,
  IconDeviceDesktop,
  IconHistory,
  IconReportMedical,
  IconTemplate,
} from '@/kernel/ui/icons'
import { names } from './names'
import {
  desk,
  pattern,
  reading,
  readingList,
  reportTemplates,
  screens,
  touchedReports,
} from './routes'

const ReadingList = lazy(() =>
  import('./pages/ReadingList').then((m) => ({ default: m.ReadingList })),
)

export const risPacsReading: Module = {
  id: 'ris_pacs.reading',
  nav: [
    {
      label: () => names('list'),
      short: () => names('listShort'),
      to: '/imaging/reading',
      needs: 'ris_pacs.reading.report.write',
      icon: IconReportMedical,
    },
    {
      label: () => names('touched'),
      to: '/imaging/corrected-reports',
      needs: 'ris_pacs.reading.reading.read',
      icon: IconHistory,
      seldom: true,
    },
    {
      label: () => names('desk'),
      to: '/imaging/reading-desk',
      needs: 'ris_pacs.reading.report.write',
      icon: IconAdjustments,
      seldom: true,
    },
    {
      label: () => names('templates'),
      to: '/imaging/report-templates',
      needs: 'ris_pacs.reading.template.edit',
      icon: IconTemplate,
      seldom: true,
    },
    {
      label: () => names('screens'),
      to: '/imaging/screens',
      needs: 'ris_pacs.reading.display.read',
      icon: IconDeviceDesktop,
      seldom: true,
    },
  ],
  routes: [readingList, reading, desk, reportTemplates, screens, pattern, touchedReports],
  home: [
    {
      needs: 'ris_pacs.reading.report.write',
      roles: ['radiologist', 'radiology_trainee'],
      to: '/imaging/reading',
      show: ReadingList,
    },
  ],
}
