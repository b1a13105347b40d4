import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisAdminWhoLookedOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useMay } from '@/kernel/may'
import { Awaited, Button, Dim, Panel, Table, Time } from '@/kernel/ui'
import { IconEye } from '@/kernel/ui/icons'
import { t } from '../text/oversight'
import { actorName } from './AuditRow'
import { actionName } from './audit-words'

/** On a patient's page, on request only: the asking is written down too. */
export function WhoLooked({ patientId }: { patientId: string }) {
  const maySearch = useMay('his.admin.audit.read')
  const [wanted, setWanted] = useState(false)
  const found = useQuery({
    ...hisAdminWhoLookedOptions({
      query: { subject_kind: 'patient', subject_id: patientId, limit: 10 },
    }),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Panel
      title={t('looks')}
      flush={wanted}
      actions={
        wanted &&
        maySearch && (
          <Link to="/admin/audit/looks" search={{ patient: patientId } as never}>
            {t('allLooks')}
          </Link>
        )
      }
    >
      {!wanted && (
        <Button icon={IconEye} onClick={() => setWanted(true)}>
          {t('showLooks')}
        </Button>
      )}
      {wanted && (
        <Awaited of={found} rows={3}>
          {({ items }) =>
            items.length ? (
              <Table
                label={t('looks')}
                rows={items}
                keyOf={(row) => String(row.id)}
                columns={[
                  { head: t('at'), show: (row) => <Time at={row.at} />, width: '1%', nowrap: true },
                  { head: t('who'), show: actorName, phone: 'title' },
                  { head: t('action'), show: (row) => actionName(row.action) },
                ]}
              />
            ) : (
              <Dim>{t('noLook')}</Dim>
            )
          }
        </Awaited>
      )}
    </Panel>
  )
}
