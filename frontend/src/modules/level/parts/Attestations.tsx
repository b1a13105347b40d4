import { useState } from 'react'
import { levelWithdraw } from '@/kernel/api/sdk.gen'
import type { AttestationOut, CriterionOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, DangerPanel, Dim, Download, Panel, Status } from '@/kernel/ui'
import { IconFileText, IconSignature } from '@/kernel/ui/icons'
import { showDate, showInstant, today } from '@/kernel/when'
import css from '../level.module.css'
import { t } from '../text'
import { AttachPanel } from './AttachPanel'
import { AttestPanel, type Wanted } from './AttestPanel'

/** What people signed for a criterion: who, until when, with which paper. */
export function Attestations({ of }: { of: CriterionOut }) {
  const may = useMay('level.attestation.sign')
  const [open, setOpen] = useState(false)
  const wanted: Wanted[] = of.claims.flatMap(({ claim, module, evidence }) =>
    evidence.flatMap(({ kind, what, valid_days }) =>
      kind === 'attested' && what && valid_days ? [{ claim, module, what, days: valid_days }] : [],
    ),
  )
  if (wanted.length === 0 && of.attestations.length === 0) return null
  return (
    <Panel
      title={t('attestations')}
      flush
      actions={
        may &&
        wanted.length > 0 && (
          <Button small icon={IconSignature} onClick={() => setOpen(true)}>
            {t('attest')}
          </Button>
        )
      }
    >
      {of.attestations.length === 0 && (
        <div className={css.pad}>
          <Dim>{t('attestationsNone')}</Dim>
        </div>
      )}
      {of.attestations.map((each) => (
        <Signed key={each.id} of={each} may={may} />
      ))}
      {open && <AttestPanel wanted={wanted} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Signed({ of, may }: { of: AttestationOut; may: boolean }) {
  const [asking, setAsking] = useState<'withdraw' | 'attach'>()
  const withdraw = useSubmit(
    (reason: string, headers) =>
      levelWithdraw({
        path: { attestation_id: of.id },
        body: { reason, version: of.version },
        headers,
      }),
    { done: () => setAsking(undefined) },
  )
  const lapsed = of.valid_until < today()
  const signed = t('signedBy', {
    name: of.signer_name,
    role: of.signer_role,
    day: showDate(of.signed_on),
  })
  const valid = t('validTo', { day: showDate(of.valid_until) })
  return (
    <article className={css.signed}>
      <header>
        <b>{signed}</b>
        {of.withdrawn_at ? (
          <Status tone="grey">{t('withdrawn')}</Status>
        ) : (
          <Status tone={lapsed ? 'amber' : 'green'}>{t(lapsed ? 'lapsed' : 'inForce')}</Status>
        )}
      </header>
      <p>{of.statement}</p>
      <Dim>
        {valid} · {t('recordedBy', { name: of.recorded_by_name, at: showInstant(of.recorded_at) })}
      </Dim>
      {of.withdrawn_at && (
        <Dim>{t('withdrawnWhy', { why: of.withdrawn_why, name: of.withdrawn_by_name })}</Dim>
      )}
      {may && (
        <div className={css.wrap}>
          {of.document_id && (
            <Download href={`/api/level/attestations/${of.id}/document`} icon={IconFileText} opens>
              {of.document_name || t('openDocument')}
            </Download>
          )}
          {!of.withdrawn_at && !of.document_id && (
            <Button small onClick={() => setAsking('attach')}>
              {t('attach')}
            </Button>
          )}
          {!of.withdrawn_at && (
            <Button small quiet danger onClick={() => setAsking('withdraw')}>
              {t('withdraw')}
            </Button>
          )}
        </div>
      )}
      {asking === 'attach' && <AttachPanel id={of.id} onClose={() => setAsking(undefined)} />}
      <DangerPanel
        open={asking === 'withdraw'}
        title={t('withdraw')}
        before={`${signed}; ${valid}`}
        after={t('withdrawAfter')}
        verb={t('withdraw')}
        busy={withdraw.busy}
        refusal={withdraw.refusal}
        onAct={withdraw.submit}
        onClose={() => setAsking(undefined)}
      />
    </article>
  )
}
