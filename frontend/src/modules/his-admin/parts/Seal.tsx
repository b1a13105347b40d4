import { useQuery } from '@tanstack/react-query'
import { hisAdminAuditSealOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { AuditSealOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Status, type Tone } from '@/kernel/ui'
import { IconShieldCheck } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import { t } from '../text/oversight'
import css from './audit.module.css'

/** Rows wait for their seal a second or two; more than a minute is a fault. */
export function sealState(seal: AuditSealOut): { tone: Tone; label: string } {
  if (seal.unsealed_seconds > 60) {
    return { tone: 'red', label: t('unsealed', { n: Math.round(seal.unsealed_seconds) }) }
  }
  return { tone: 'green', label: t('sealed', { n: seal.position }) }
}

export function verifyState(seal: AuditSealOut): { tone: Tone; label: string } {
  if (!seal.verified_at) return { tone: 'grey', label: t('neverVerified') }
  const label = t('verified', { at: showInstant(seal.verified_at) })
  return { tone: seal.verified === 'done' ? 'green' : 'red', label }
}

/** How far the audit is sealed, and what the last walk along its chain showed. */
export function Seal() {
  const { data: seal } = useQuery({ ...hisAdminAuditSealOptions(), refetchInterval: 60_000 })
  if (!seal) return null
  const [sealed, verified] = [sealState(seal), verifyState(seal)]
  return (
    <div className={css.seal}>
      <Status tone={sealed.tone} icon={IconShieldCheck}>
        {sealed.label}
      </Status>
      <Status tone={verified.tone}>{verified.label}</Status>
      {say(seal.says) && <Dim>{say(seal.says)}</Dim>}
      <Dim>
        {seal.anchor_at ? t('anchored', { at: showInstant(seal.anchor_at) }) : t('noAnchor')}
      </Dim>
      <code className={`${css.code} ${css.hash}`} title={seal.hash}>
        {t('hash')}: {seal.hash.slice(0, 16)}…
      </code>
    </div>
  )
}
