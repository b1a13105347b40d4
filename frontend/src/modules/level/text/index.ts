import { texts } from '@/kernel/text'
import { checklists } from './checklists'
import { criterion } from './criterion'
import { history } from './history'
import { overview } from './overview'
import { readings } from './readings'
import { report } from './report'
import { signatures } from './signatures'
import { whatIf } from './whatIf'

export const t = texts({
  vi: {
    ...checklists.vi,
    ...criterion.vi,
    ...history.vi,
    ...overview.vi,
    ...readings.vi,
    ...report.vi,
    ...signatures.vi,
    ...whatIf.vi,
  },
  en: {
    ...checklists.en,
    ...criterion.en,
    ...history.en,
    ...overview.en,
    ...readings.en,
    ...report.en,
    ...signatures.en,
    ...whatIf.en,
  },
})
