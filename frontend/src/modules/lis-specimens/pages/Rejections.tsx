import { useNavigate } from '@tanstack/react-router'
import { lisSpecimensRejections } from '@/kernel/api/sdk.gen'
import type { SpecimenRejectionOut } from '@/kernel/api/types.gen'
import { Dim, Status, Time, Worklist } from '@/kernel/ui'
import { LabPage } from '../parts/LabPage'
import { t } from '../text'

/** What could not be used, why, and whether whoever ordered knows. */
export function Rejections() {
  const navigate = useNavigate()
  return (
    <LabPage title={t('rejections')}>
      <Worklist<SpecimenRejectionOut>
        list="lis.specimens.rejections"
        label={t('rejections')}
        live={['specimens']}
        empty={t('noRejections')}
        load={(asked, signal) =>
          lisSpecimensRejections({ query: { after: asked.after }, signal }).then(
            (answer) => answer.data,
          )
        }
        keyOf={(row) => row.id}
        columns={[
          { head: t('code'), width: '1%', nowrap: true, show: (row) => row.code },
          {
            head: t('patient'),
            phone: 'title',
            show: ({ patient }) => (
              <>
                <b>{patient.name}</b> <Dim>{patient.code}</Dim>
              </>
            ),
          },
          { head: t('tests'), show: (row) => row.tests },
          {
            head: t('reason'),
            show: (row) => (
              <>
                {row.reason} <Dim>{t(row.again ? 'againPlanned' : 'notAgain')}</Dim>
              </>
            ),
          },
          { head: t('at'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
          { head: t('orderer'), show: (row) => row.orderer_name, phone: 'hide' },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => (
              <Status tone={row.seen_at ? 'green' : 'amber'}>
                {t(row.seen_at ? 'seenAt' : 'notSeen')}
              </Status>
            ),
          },
        ]}
        onOpen={(row) => navigate({ to: `/lab/specimens/${row.code}` })}
      />
    </LabPage>
  )
}
