import type { ExamState, ImagingExamOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Status, type Tone } from '@/kernel/ui'
import { t } from '../text'

export const MODALITIES = ['CT', 'MR', 'DX', 'CR', 'US', 'XA', 'MG', 'RF', 'ES', 'OT']
export const SIDES = ['L', 'R', 'B'] as const

const TONES: Record<ExamState, Tone> = {
  ordered: 'amber',
  accepted: 'blue',
  protocolled: 'blue',
  scheduled: 'blue',
  arrived: 'green',
  in_progress: 'green',
  done: 'grey',
  discontinued: 'red',
  cancelled: 'grey',
  replaced: 'grey',
}

export const StateOf = ({ of }: { of: ExamState }) => (
  <Status tone={TONES[of]}>{t(`s_${of}`)}</Status>
)

/** What is taken, of which side; STAT and what has to be minded beside it. */
export function WhatOf({ of }: { of: ImagingExamOut }) {
  return (
    <>
      {of.urgency !== 'routine' && (
        <Status tone={of.urgency === 'stat' ? 'red' : 'amber'}>{t(of.urgency)}</Status>
      )}{' '}
      {of.procedure} {of.side && <b>{t(`side_${of.side}`)}</b>}{' '}
      {of.needs_side && !of.side && <Status tone="red">{t('sideMissing')}</Status>}
      {of.contrast === 'given' && <Status tone="blue">{t('c_given')}</Status>}
    </>
  )
}

export const WhoOf = ({ of }: { of: ImagingExamOut }) => (
  <>
    <b>{of.patient.name}</b>{' '}
    <Dim>
      {say(of.patient.age)} · {of.patient.code}
    </Dim>
  </>
)

export const NoticeOf = ({ of }: { of: ImagingExamOut }) =>
  of.notice.vi ? <Status tone="amber">{say(of.notice)}</Status> : null

export const toneOf = (of: ImagingExamOut) =>
  of.urgency === 'stat' ? ('red' as const) : of.state === 'done' ? ('dim' as const) : undefined
