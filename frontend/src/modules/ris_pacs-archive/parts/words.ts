import type { Fill, ImagingStudyOut, StudyState } from '@/kernel/api/types.gen'
import type { Tone } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

export const STATE_TONE: Record<StudyState, Tone> = {
  matched: 'green',
  unmatched: 'amber',
  ended: 'grey',
}

export const FILL_TONE: Record<Fill, Tone> = { fine: 'green', warn: 'amber', stop: 'red' }

export const MODALITIES = ['CT', 'MR', 'CR', 'DX', 'US', 'XA', 'MG', 'ES', 'OT']

/** `NGUYEN^VAN AN` as people read it. */
export function readable(name: string): string {
  return name.split('=')[0]?.replaceAll('^', ' ').trim() || '–'
}

export function whoOf(study: ImagingStudyOut): string {
  return study.patient ? `${study.patient.name} (${study.patient.code})` : t('nobody')
}

export function takenOn(study: ImagingStudyOut): string {
  const time = study.study_time
  const clock = time.length >= 4 ? ` ${time.slice(0, 2)}:${time.slice(2, 4)}` : ''
  return study.study_date ? `${showDate(study.study_date)}${clock}` : '–'
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** 12345678 -> 12,3 MB */
export function showSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = value >= 100 || unit === 0 ? 0 : 1
  return `${value.toFixed(digits).replace('.', ',')} ${UNITS[unit]}`
}

const REASONS = ['differs', 'unreadable', 'no_uid', 'other_uid', 'other_class'] as const

export function whyOf(why: string): string {
  const known = REASONS.find((each) => each === why)
  return known ? t(`w_${known}`) : why
}
