import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  hisPharmacyDispensingWorkOptions,
  hisPharmacyDispensingWorkQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisPharmacyPrintLabels, hisPharmacyPrintSlip } from '@/kernel/api/sdk.gen'
import type { DispensingWork } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { Slot } from '@/kernel/Slot'
import { Button, Page, PrintButton, RefusalNote, Stack, Status, WorkPage } from '@/kernel/ui'
import { Given } from '../parts/Given'
import { Paid } from '../parts/Paid'
import { Picking } from '../parts/Picking'
import { DISPENSING } from '../parts/state'
import { t } from '../text'

/** One prescription at the counter: scan each drug, explain, hand over. */
export function Dispensing() {
  const { dispensingId } = useParams({ strict: false }) as { dispensingId: string }
  const path = { dispensing_id: dispensingId }
  const found = useQuery(hisPharmacyDispensingWorkOptions({ path }))
  const bill = found.data ? [`bill:${found.data.encounter_id}`] : []
  useLive(['dispensing', 'stock', ...bill], [hisPharmacyDispensingWorkQueryKey({ path })])
  if (found.error) return <RefusalNote of={refusalOf(found.error)} />
  if (!found.data) return null
  return <Work key={found.data.id} work={found.data} />
}

function Work({ work }: { work: DispensingWork }) {
  const navigate = useNavigate()
  const mayPrint = useMay('his.pharmacy.label.print')
  const path = { dispensing_id: work.id }
  const blob = { parseAs: 'blob' } as const
  const given = work.lines.length > 0
  const toQueue = () => navigate({ to: '/pharmacy/dispensing' })
  return (
    <Page
      title={`${t('prescription')} ${work.code}`}
      detail={
        <>
          <Status tone={DISPENSING[work.state]}>{t(work.state)}</Status> <Paid of={work} />
        </>
      }
      banner={<Slot name="patient.banner" patientId={work.patient_id} />}
      actions={
        <>
          {mayPrint && given && (
            <>
              <PrintButton
                pdf={() =>
                  hisPharmacyPrintLabels({ path, ...blob }).then((a) => a.data as unknown as Blob)
                }
              >
                {t('labels')}
              </PrintButton>
              <PrintButton
                hotkey={null}
                pdf={() =>
                  hisPharmacyPrintSlip({ path, ...blob }).then((a) => a.data as unknown as Blob)
                }
              >
                {t('slip')}
              </PrintButton>
            </>
          )}
          <Button hotkey="Alt+Q" quiet onClick={toQueue}>
            {t('backToQueue')}
          </Button>
        </>
      }
    >
      <WorkPage
        known={{
          title: t('known'),
          show: (
            <Stack>
              <Slot name="patient.panel" patientId={work.patient_id} />
            </Stack>
          ),
        }}
        now={{ title: t('now'), show: <Picking work={work} onDone={toQueue} /> }}
        out={{ title: t('out'), show: <Given work={work} /> }}
      />
    </Page>
  )
}
