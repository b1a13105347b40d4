import { useState } from 'react'
import { hisOutpatientCancelPaper, hisOutpatientPrintPaper } from '@/kernel/api/sdk.gen'
import type { EncounterOut, VisitOut, VisitPaperKind, VisitPaperOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import { Button, DangerPanel, Dim, Panel, PrintButton, Row, SidePanel } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import css from './diagnoses.module.css'
import { PaperForm } from './PaperForm'

const KINDS: VisitPaperKind[] = ['revisit', 'sick_leave', 'transfer', 'admission']

/** Papers that leave with the patient: issued, printed, cancelled with a reason. */
export function Papers({ encounter, visit }: { encounter: EncounterOut; visit: VisitOut }) {
  const mayIssue = useMay('his.outpatient.paper.issue') && encounter.state === 'in_progress'
  const mayPrint = useMay('his.outpatient.summary.print')
  const [making, setMaking] = useState<VisitPaperKind>()
  const [ending, setEnding] = useState<VisitPaperOut>()
  const cancel = useSubmit(
    ({ paper, reason }: { paper: VisitPaperOut; reason: string }, headers) =>
      hisOutpatientCancelPaper({
        path: { paper_id: paper.id },
        body: { reason, version: paper.version },
        headers,
      }),
    { done: () => setEnding(undefined) },
  )
  const standing = visit.papers.filter((each) => !each.cancelled_at).map((each) => each.kind)
  const open = KINDS.filter((kind) => !standing.includes(kind))
  if (!mayIssue && visit.papers.length === 0) return null
  return (
    <Panel title={t('papers')}>
      <ul className={css.codes}>
        {visit.papers.map((paper) => (
          <li key={paper.id}>
            <span className={css.name}>
              {t(paper.kind)} <strong>{paper.code}</strong>
              {whenOf(paper)}
              {paper.cancelled_at && (
                <div>
                  <Dim>{t('cancelledPaper', { reason: paper.cancelled_reason })}</Dim>
                </div>
              )}
            </span>
            <span className={css.acts}>
              {mayPrint && (
                <PrintButton
                  small
                  hotkey={null}
                  title={t(paper.kind)}
                  pdf={() =>
                    hisOutpatientPrintPaper({
                      path: { paper_id: paper.id },
                      query: { language: language() },
                      parseAs: 'blob',
                    }).then((answer) => answer.data as Blob)
                  }
                >
                  {t('printPaper')}
                </PrintButton>
              )}
              {mayIssue && !paper.cancelled_at && (
                <Button small quiet onClick={() => setEnding(paper)}>
                  {t('cancelPaper')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {mayIssue && open.length > 0 && (
        <Row>
          {open.map((kind) => (
            <Button key={kind} small onClick={() => setMaking(kind)}>
              {t(kind)}
            </Button>
          ))}
        </Row>
      )}
      {making && (
        <SidePanel open title={t(making)} onClose={() => setMaking(undefined)}>
          <PaperForm
            encounterId={encounter.id}
            patientId={encounter.patient.id}
            kind={making}
            onDone={() => setMaking(undefined)}
          />
        </SidePanel>
      )}
      {ending && (
        <DangerPanel
          open
          title={t('cancelPaper')}
          verb={t('cancelPaper')}
          before={`${t(ending.kind)} ${ending.code}`}
          after={t('cancelled')}
          busy={cancel.busy}
          refusal={cancel.refusal}
          onAct={(reason) => cancel.submit({ paper: ending, reason })}
          onClose={() => setEnding(undefined)}
        />
      )}
    </Panel>
  )
}

/** Of a re-visit: the day, and the hour where one is booked. */
function whenOf({ kind, content }: VisitPaperOut): string {
  if (kind !== 'revisit') return ''
  const { on, at } = content as { on?: string; at?: string }
  return on ? ` · ${[at, showDate(on)].filter(Boolean).join(' ')}` : ''
}
