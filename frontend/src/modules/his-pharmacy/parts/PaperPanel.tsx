import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisPharmacyShowPaperOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisPharmacyAcceptTransfer,
  hisPharmacyCancelPaper,
  hisPharmacyCheckDelivery,
  hisPharmacyIssueTransfer,
  hisPharmacyPrintPaper,
  hisPharmacyReversePaper,
} from '@/kernel/api/sdk.gen'
import type { PaperLineOut, PaperWithLines } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  DangerPanel,
  Dim,
  Facts,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  SidePanel,
  Stack,
  Status,
  showMoney,
} from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './pharmacy.module.css'
import { show, units } from './quantity'
import { PAPER, paperState } from './state'

/** One paper: its lines, and what comes next for it. */
export function PaperPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(hisPharmacyShowPaperOptions({ path: { paper_id: id } }))
  const [ending, setEnding] = useState<'reverse' | 'cancel'>()
  if (ending && found.data) {
    return <Ending paper={found.data} how={ending} onClose={onClose} />
  }
  return (
    <SidePanel open title={found.data?.code ?? t('papers')} onClose={onClose}>
      <Awaited of={found}>{(paper) => <Shown paper={paper} onEnd={setEnding} />}</Awaited>
    </SidePanel>
  )
}

function Shown({
  paper,
  onEnd,
}: {
  paper: PaperWithLines
  onEnd: (how: 'reverse' | 'cancel') => void
}) {
  return (
    <Stack>
      <Row>
        <Status tone={PAPER[paper.state]}>{paperState(paper.state)}</Status>
        <PrintButton
          small
          pdf={() =>
            hisPharmacyPrintPaper({ path: { paper_id: paper.id }, parseAs: 'blob' }).then(
              (answer) => answer.data as unknown as Blob,
            )
          }
        >
          {t('print')}
        </PrintButton>
      </Row>
      <Facts
        of={[
          {
            label: t('store'),
            value: [paper.store_name, paper.to_store_name].filter(Boolean).join(' → '),
          },
          { label: t('supplier'), value: paper.supplier_name || undefined },
          {
            label: t('invoice'),
            value: paper.invoice_no
              ? `${paper.invoice_no} ${paper.invoice_date ? showDate(paper.invoice_date) : ''}`
              : undefined,
          },
          { label: t('by'), value: `${paper.made_by_name} · ${showInstant(paper.made_at)}` },
          { label: t('total'), value: showMoney(paper.total) },
          { label: t('reason'), value: paper.reason || paper.note || undefined },
        ]}
      />
      <Panel title={t('lines')} flush>
        <ol className={css.lines}>
          {paper.lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ol>
      </Panel>
      <Next paper={paper} onEnd={onEnd} />
    </Stack>
  )
}

function Line({ line }: { line: PaperLineOut }) {
  return (
    <li>
      <div>
        <b>{line.item_name}</b>
        <div>
          <Dim>
            {[
              line.lot_number && `${t('lot')} ${line.lot_number}`,
              line.expiry && showDate(line.expiry),
              line.registration,
              line.tender,
            ]
              .filter(Boolean)
              .join(' · ')}
          </Dim>
        </div>
      </div>
      <div className={css.howMuch}>
        <b>
          {show(line.quantity)} {line.unit}
        </b>
        {units(line.base) > 0n && line.unit !== line.base_unit && (
          <Dim>{t('equals', { n: show(line.base), unit: line.base_unit })}</Dim>
        )}
        <Dim>{showMoney(line.amount)}</Dim>
      </div>
    </li>
  )
}

function Next({
  paper,
  onEnd,
}: {
  paper: PaperWithLines
  onEnd: (how: 'reverse' | 'cancel') => void
}) {
  const mayReceive = useMay('his.pharmacy.delivery.receive')
  const mayMove = useMay('his.pharmacy.stock.transfer')
  const mayApprove = useMay('his.pharmacy.stock.approve')
  const path = { paper_id: paper.id }
  const check = useSubmit((_: null, headers) => hisPharmacyCheckDelivery({ path, headers }))
  const issue = useSubmit((_: null, headers) =>
    hisPharmacyIssueTransfer({ path, body: {}, headers }),
  )
  const accept = useSubmit((_: null, headers) =>
    hisPharmacyAcceptTransfer({ path, body: {}, headers }),
  )
  return (
    <Stack>
      <RefusalNote of={check.refusal ?? issue.refusal ?? accept.refusal} />
      <Row>
        {paper.state === 'entered' && mayReceive && (
          <Button primary hotkey="F9" busy={check.busy} onClick={() => check.submit(null)}>
            {t('check')}
          </Button>
        )}
        {paper.state === 'requested' && mayMove && (
          <Button primary hotkey="F9" busy={issue.busy} onClick={() => issue.submit(null)}>
            {t('issue')}
          </Button>
        )}
        {paper.state === 'issued' && mayMove && (
          <Button primary hotkey="F9" busy={accept.busy} onClick={() => accept.submit(null)}>
            {t('accept')}
          </Button>
        )}
        {(paper.state === 'entered' || paper.state === 'requested') && mayMove && (
          <Button danger onClick={() => onEnd('cancel')}>
            {t('cancelPaper')}
          </Button>
        )}
        {paper.state === 'posted' && mayApprove && (
          <Button danger onClick={() => onEnd('reverse')}>
            {t('reverse')}
          </Button>
        )}
      </Row>
    </Stack>
  )
}

function Ending({
  paper,
  how,
  onClose,
}: {
  paper: PaperWithLines
  how: 'reverse' | 'cancel'
  onClose: () => void
}) {
  const path = { paper_id: paper.id }
  const send = how === 'reverse' ? hisPharmacyReversePaper : hisPharmacyCancelPaper
  const save = useSubmit((reason: string, headers) => send({ path, body: { reason }, headers }), {
    done: onClose,
  })
  const verb = t(how === 'reverse' ? 'reverse' : 'cancelPaper')
  return (
    <DangerPanel
      open
      title={`${verb} ${paper.code}`}
      verb={verb}
      before={paperState(paper.state)}
      after={paperState(how === 'reverse' ? 'reversed' : 'cancelled')}
      busy={save.busy}
      refusal={save.refusal}
      onAct={save.submit}
      onClose={onClose}
    />
  )
}
