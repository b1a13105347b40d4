import type { SpecimenOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { type Column, Dim, Status, Time } from '@/kernel/ui'
import { t } from '../text'
import { TUBE, URGENCY } from './state'

/** How a list of tubes looks everywhere. */
export const tubeColumns = (): Column<SpecimenOut>[] => [
  {
    head: t('code'),
    width: '1%',
    nowrap: true,
    show: (row) => (
      <>
        {row.code}{' '}
        {row.urgency !== 'routine' && <Status tone={URGENCY[row.urgency]}>{t(row.urgency)}</Status>}
      </>
    ),
  },
  {
    head: t('patient'),
    phone: 'title',
    show: ({ patient }) => (
      <>
        <b>{patient.name}</b>{' '}
        <Dim>
          {say(patient.age)} · {patient.code}
        </Dim>
      </>
    ),
  },
  { head: t('tube'), nowrap: true, show: (row) => say(row.vessel.name) },
  { head: t('tests'), show: (row) => row.tests.join(', ') },
  { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.state_at} /> },
  {
    head: t('state'),
    width: '1%',
    nowrap: true,
    show: (row) => <Status tone={TUBE[row.state]}>{t(row.state)}</Status>,
  },
]
