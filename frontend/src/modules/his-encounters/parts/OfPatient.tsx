import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { hisEncountersOfPatient } from '@/kernel/api/sdk.gen'
import type { EncounterOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { Button, Panel, Table } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { w } from '@/kernel/words'
import { t } from '../text'
import css from './recent.module.css'
import { VisitPanel } from './VisitPanel'
import { VisitState } from './VisitState'

/** A patient's visits, newest first. */
export function OfPatient({ patientId }: { patientId: string }) {
  const navigate = useNavigate()
  const mayExamine = useMay('his.outpatient.examination.read')
  const [open, setOpen] = useState<string>()
  const key = ['his.encounters.of_patient', patientId]
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      hisEncountersOfPatient({
        path: { patient_id: patientId },
        query: { after: pageParam, limit: 10 },
        signal,
      }).then((r) => r.data),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  useLive(['encounters'], [key])
  const rows = found.data?.pages.flatMap((page) => page.items)
  return (
    <Panel title={t('visits')} flush>
      {rows?.length === 0 && <p className={css.none}>{t('noVisits')}</p>}
      {rows && rows.length > 0 && (
        <Table<EncounterOut>
          label={t('visits')}
          rows={rows}
          keyOf={(row) => row.id}
          columns={[
            { head: t('openedAt'), show: (row) => showInstant(row.opened_at), nowrap: true },
            { head: t('room'), show: (row) => row.room.code, phone: 'title' },
            { head: t('payer'), show: (row) => t(row.payer) },
            { head: t('reason'), show: (row) => row.reason },
            { head: t('doctor'), show: (row) => row.doctor_name },
            {
              head: t('state'),
              show: (row) => <VisitState of={row.state} />,
              width: '1%',
            },
          ]}
          onOpen={(row) => (mayExamine ? navigate({ to: `/visits/${row.id}` }) : setOpen(row.id))}
          actions={
            mayExamine
              ? (row) => (
                  <Button small quiet onClick={() => setOpen(row.id)}>
                    {t('more')}
                  </Button>
                )
              : undefined
          }
        />
      )}
      {found.hasNextPage && (
        <p className={css.none}>
          <Button small quiet busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {w('more')}
          </Button>
        </p>
      )}
      {open && <VisitPanel encounterId={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
