import { useNavigate } from '@tanstack/react-router'
import { risPacsConsultConsultations } from '@/kernel/api/sdk.gen'
import type { ConsultOut, ConsultState } from '@/kernel/api/types.gen'
import { Dim, Page, Status, Time, Worklist } from '@/kernel/ui'
import { names } from '../names'
import { TONE } from '../parts/states'
import { t } from '../text'

/** Consultations, the newest first. */
export function Consultations() {
  const navigate = useNavigate()
  return (
    <Page title={names('consultations')}>
      <Worklist<ConsultOut>
        list="ris_pacs.consult.consultations"
        label={names('consultations')}
        live={['consultations']}
        load={(asked, signal) =>
          risPacsConsultConsultations({
            query: {
              state: (asked.state as ConsultState) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        empty={t('none')}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: [
              { value: 'open', label: t('state_open') },
              { value: 'signed', label: t('state_signed') },
              { value: 'called_off', label: t('state_called_off') },
            ],
          },
        ]}
        columns={[
          {
            head: t('opened'),
            width: '1%',
            nowrap: true,
            show: (row) => <Time at={row.opened_at} />,
          },
          { head: t('code'), width: '1%', nowrap: true, show: (row) => row.code },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                {row.patient.name} <Dim>{row.patient.code}</Dim>
              </>
            ),
          },
          { head: t('question'), show: (row) => row.question },
          { head: t('by'), show: (row) => row.opened_by_name, phone: 'hide' },
          {
            head: t('state'),
            width: '1%',
            show: (row) => <Status tone={TONE[row.state]}>{t(`state_${row.state}`)}</Status>,
          },
        ]}
        onOpen={(row) => navigate({ to: `/imaging/consultations/${row.id}` })}
      />
    </Page>
  )
}
