import { useState } from 'react'
import {
  hisPrescribingAmend,
  hisPrescribingCancel,
  hisPrescribingPrintPrescription,
  hisPrescribingPrintUsage,
} from '@/kernel/api/sdk.gen'
import type { PrescriptionWithLines } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { showNumber } from '@/kernel/number'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import { Button, DangerPanel, Dim, PrintButton, Status, type Tone } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { KeepSet } from './KeepSet'
import css from './prescription.module.css'

export const SENDING: Record<string, Tone> = {
  waiting: 'amber',
  sending: 'blue',
  sent: 'green',
  failed: 'red',
  cancelled: 'grey',
}

/** A signed prescription: its code and drugs, how its sending stands, print, amend, cancel. */
export function Signed({ of, open }: { of: PrescriptionWithLines; open: boolean }) {
  const mayWrite = useMay('his.prescribing.prescription.write') && open
  const mayPrint = useMay('his.prescribing.prescription.print')
  const [act, setAct] = useState<'amend' | 'cancel' | 'keep'>()
  const path = { prescription_id: of.id }
  const done = () => setAct(undefined)
  const amend = useSubmit(
    (reason: string, headers) => hisPrescribingAmend({ path, body: { reason }, headers }),
    { done },
  )
  const cancel = useSubmit(
    (reason: string, headers) => hisPrescribingCancel({ path, body: { reason }, headers }),
    { done },
  )
  const doing = act === 'amend' ? amend : cancel
  const print = (how: typeof hisPrescribingPrintPrescription | typeof hisPrescribingPrintUsage) =>
    how({ path, query: { language: language() }, parseAs: 'blob' }).then(
      (answer) => answer.data as Blob,
    )
  return (
    <div className={css.signed}>
      <div className={css.acts}>
        <strong>{of.code}</strong>
        <Status tone={of.state === 'signed' ? 'green' : 'grey'}>
          {t(of.state === 'signed' ? 'signed' : 'cancelled')}
        </Status>
        {of.form !== 'C' && <Status tone="amber">{t(of.form === 'N' ? 'formN' : 'formH')}</Status>}
        {of.sending && of.state === 'signed' && (
          <Status tone={SENDING[of.sending] ?? 'grey'}>{t(of.sending)}</Status>
        )}
      </div>
      <ol>
        {of.lines.map((line) => (
          <li key={line.id}>
            <strong>{line.name}</strong> × {showNumber(Number(line.quantity))} {line.unit}:{' '}
            {[line.dose, line.instruction].filter(Boolean).join('. ')}
          </li>
        ))}
      </ol>
      <Dim>
        {of.signed_by_name}
        {of.state === 'signed' && of.valid_to
          ? ` · ${t('validTo', { day: showDate(of.valid_to) })}`
          : ''}
        {of.cancel_reason && ` · ${of.cancel_reason}`}
      </Dim>
      {of.state === 'signed' && (
        <div className={css.acts}>
          {mayPrint && (
            <>
              <PrintButton
                small
                hotkey={null}
                title={t('title')}
                pdf={() => print(hisPrescribingPrintPrescription)}
              >
                {t('print')}
              </PrintButton>
              <PrintButton
                small
                hotkey={null}
                title={t('usage')}
                pdf={() => print(hisPrescribingPrintUsage)}
              >
                {t('usage')}
              </PrintButton>
            </>
          )}
          {mayWrite && (
            <>
              <Button small quiet onClick={() => setAct('keep')}>
                {t('keepSet')}
              </Button>
              <Button small quiet onClick={() => setAct('amend')}>
                {t('amend')}
              </Button>
              <Button small quiet onClick={() => setAct('cancel')}>
                {t('cancel')}
              </Button>
            </>
          )}
        </div>
      )}
      {act === 'keep' && <KeepSet id={of.id} onClose={done} />}
      {(act === 'amend' || act === 'cancel') && (
        <DangerPanel
          open
          title={t(act)}
          verb={t(act)}
          before={`${of.code}: ${t('signed')}`}
          after={act === 'amend' ? `${of.code}: ${t('cancelled')} → ${t('draft')}` : t('cancelled')}
          busy={doing.busy}
          refusal={doing.refusal}
          onAct={doing.submit}
          onClose={done}
        />
      )}
    </div>
  )
}
