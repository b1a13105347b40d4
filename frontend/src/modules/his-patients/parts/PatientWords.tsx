import type { PatientLine, SimilarOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import css from './find.module.css'

/** One patient in one line. */
export function PatientWords({ of }: { of: PatientLine | SimilarOut }) {
  const facts = [
    t(of.sex),
    of.birth && showDate(of.birth),
    'age' in of && say(of.age),
    of.phone,
    'merged_code' in of && of.merged_code && t('mergedFrom', { code: of.merged_code }),
    'deceased' in of && of.deceased && t('deceased'),
  ]
  return (
    <span className={css.words}>
      <b>{of.name}</b>
      <span>{of.code}</span>
      <span>{facts.filter(Boolean).join(' · ')}</span>
    </span>
  )
}
