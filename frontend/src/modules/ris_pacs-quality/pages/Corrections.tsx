import { useState } from 'react'
import { risPacsQualityCorrections } from '@/kernel/api/sdk.gen'
import type { CorrectionKind, CorrectionOut, CorrectionState } from '@/kernel/api/types.gen'
import { Dim, Page, Status, Time, Worklist } from '@/kernel/ui'
import { OneCorrection } from '../parts/OneCorrection'
import { CORRECTION_TONE } from '../parts/words'
import { t } from '../text'

const STATES = ['proposed', 'applied', 'declined', 'undone'] as const
const KINDS = ['side', 'move', 'reject', 'lossy'] as const

/** What waits for a second person, and what was done, the newest first. */
export function Corrections() {
  const [open, setOpen] = useState<CorrectionOut>()
  return (
    <Page title={t('corrections')}>
      <Worklist<CorrectionOut>
        list="ris_pacs.quality.corrections"
        label={t('corrections')}
        live={['imaging.corrections']}
        empty={t('none')}
        load={(asked, signal) =>
          risPacsQualityCorrections({
            query: {
              state: (asked.state as CorrectionState) || undefined,
              kind: (asked.kind as CorrectionKind) || undefined,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'state',
            label: t('state'),
            choices: STATES.map((value) => ({ value, label: t(`s_${value}`) })),
          },
          {
            name: 'kind',
            label: t('kind'),
            list: true,
            choices: KINDS.map((value) => ({ value, label: t(`k_${value}`) })),
          },
        ]}
        columns={[
          {
            head: t('when'),
            width: '1%',
            nowrap: true,
            show: (row) => <Time at={row.proposed_at} />,
          },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) =>
              row.patient ? (
                <>
                  {row.patient.name} <Dim>{row.patient.code}</Dim>
                </>
              ) : (
                t('nobody')
              ),
          },
          { head: t('kind'), nowrap: true, show: (row) => t(`k_${row.kind}`) },
          { head: t('reason'), show: (row) => row.reason },
          { head: t('pictures'), width: '1%', align: 'right', show: (row) => row.pictures },
          { head: t('proposedBy'), show: (row) => row.proposed_by_name },
          {
            head: t('state'),
            width: '1%',
            nowrap: true,
            show: (row) => <Status tone={CORRECTION_TONE[row.state]}>{t(`s_${row.state}`)}</Status>,
          },
        ]}
        onOpen={setOpen}
      />
      {open && <OneCorrection of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
