import type {
  AssessmentOut,
  AuditSealOut,
  JobOut,
  OutboxCountsOut,
  RunOut,
  TodayOut,
} from '@/kernel/api/types.gen'
import { language, say } from '@/kernel/text'
import type { Tone } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text/today'
import { sealState, verifyState } from './Seal'

/** One line of "ready for today": what, how it stands, what it says, where to look. */
export type Line = {
  id: string
  label: string
  tone: Tone
  says: string
  to: string
  /** The word of its state, where it is not the tone's own. */
  word?: string
}

const CHECKS = {
  database: () => t('database'),
  migrations: () => t('migrations'),
  keys: () => t('keys'),
  disk: () => t('diskCheck'),
}

export function machineLines(today: TodayOut): Line[] {
  const bad = today.checks.filter((check) => !check.ok && check.name !== 'disk')
  const { disk_free: free, disk_total: total } = today
  const roomy = today.checks.find((check) => check.name === 'disk')?.ok ?? true
  const scarce = free !== null && total !== null && free / total < 0.1
  return [
    {
      id: 'machine',
      label: t('machine'),
      tone: bad.length ? 'red' : 'green',
      says: bad.length
        ? t('machineBad', { names: bad.map((check) => CHECKS[check.name]()).join(', ') })
        : t('machineOk'),
      to: '/admin/software',
    },
    {
      id: 'disk',
      label: t('disk'),
      tone: roomy ? (scarce ? 'amber' : 'green') : 'red',
      says:
        free === null || total === null
          ? t('diskElsewhere')
          : t('diskFree', { free: showBytes(free), total: showBytes(total) }),
      to: '/admin/software',
    },
    {
      id: 'refused',
      label: t('refused'),
      tone: today.refused > 20 ? 'amber' : 'green',
      says: today.refused ? t('refusedSome', { n: today.refused }) : t('refusedNone'),
      to: '/admin/users/failed',
    },
  ]
}

const HOUR = 3_600_000

export function copyLine({ copies, newest_copy: copy }: TodayOut, now = Date.now()): Line {
  const at = { id: 'copy', label: t('copy'), to: '/admin/software' }
  if (!copies) return { ...at, tone: 'amber', says: t('copyNowhere') }
  if (!copy) return { ...at, tone: 'red', says: t('copyNone') }
  const late = now - Date.parse(copy.at) > 26 * HOUR
  const untried = !copy.tried || now - Date.parse(copy.tried) > 45 * 24 * HOUR
  return {
    ...at,
    tone: late ? 'red' : untried ? 'amber' : 'green',
    says: [
      t('copyAt', { at: showInstant(copy.at), size: showBytes(copy.bytes) }),
      copy.tried ? t('copyTried', { at: showInstant(copy.tried, 'date') }) : t('copyUntried'),
    ].join('; '),
  }
}

/** A way out that is stuck: red where something failed, amber where it waits for long. */
export function gatewayLines({ gateways }: TodayOut, now = Date.now()): Line[] {
  return gateways.map((each) => {
    const stuck = each.since !== null && now - Date.parse(each.since) > HOUR / 4
    return {
      id: each.kind,
      label: say(each.title),
      tone: each.failed ? 'red' : stuck ? 'amber' : 'green',
      says: [
        each.sent_at ? t('sentAt', { at: showInstant(each.sent_at) }) : t('sentNever'),
        each.failed ? t('sentFailed', { n: each.failed }) : '',
        each.since ? t('sentWaiting', { n: each.waiting, at: showInstant(each.since) }) : '',
      ]
        .filter(Boolean)
        .join('; '),
      to: '/admin/outbox',
    }
  })
}

export function licenceLine({ licences }: TodayOut): Line {
  const { missing, ended, ending } = licences
  return {
    id: 'licences',
    label: t('licences'),
    tone: ended ? 'red' : missing || ending ? 'amber' : 'green',
    says:
      [
        missing && t('licencesMissing', { n: missing }),
        ended && t('licencesEnded', { n: ended }),
        ending && t('licencesEnding', { n: ending }),
      ]
        .filter(Boolean)
        .join('; ') || t('licencesOk'),
    to: '/admin/users',
  }
}

export function outboxLine(counts: OutboxCountsOut): Line {
  const waiting = counts.waiting + counts.sending
  return {
    id: 'outbox',
    label: t('outbox'),
    tone: counts.failed ? 'red' : waiting > 100 ? 'amber' : 'green',
    says: counts.failed
      ? t('outboxFailed', { n: counts.failed, m: waiting })
      : waiting
        ? t('outboxWaiting', { n: waiting })
        : t('outboxClear'),
    to: '/admin/outbox',
  }
}

export function jobsLine(jobs: JobOut[]): Line {
  const failed = jobs.filter((job) => job.outcome === 'failed')
  return {
    id: 'jobs',
    label: t('jobs'),
    tone: failed.length ? 'red' : 'green',
    says: failed.length
      ? t('jobsFailed', { names: failed.map((job) => say(job.title)).join(', ') })
      : t('jobsOk', { n: jobs.length }),
    to: '/admin/jobs',
  }
}

export function auditLines(seal: AuditSealOut): Line[] {
  const [sealed, verified] = [sealState(seal), verifyState(seal)]
  return [
    { id: 'seal', label: t('seal'), tone: sealed.tone, says: sealed.label, to: '/admin/audit' },
    {
      id: 'chain',
      label: t('chain'),
      tone: verified.tone,
      says: [verified.label, say(seal.says)].filter(Boolean).join('. '),
      to: '/admin/jobs',
    },
  ]
}

export function levelLine(figures: AssessmentOut, run: RunOut | undefined): Line {
  return {
    id: 'level',
    label: t('level'),
    tone: run ? 'blue' : 'grey',
    word: t('levelWord', { able: figures.able }),
    says: [
      t('levelLine', { able: figures.able, reached: figures.reached }),
      run ? t('levelRun', { at: showInstant(run.finished_at ?? run.started_at) }) : t('levelNever'),
    ].join('; '),
    to: '/assessment',
  }
}

export function inactiveLine(number: number): Line {
  return {
    id: 'inactive',
    label: t('inactive'),
    tone: number ? 'amber' : 'green',
    says: number ? t('inactiveSome', { n: number }) : t('inactiveNone'),
    to: '/admin/users/inactive',
  }
}

/** `41,2 GB`. */
export function showBytes(bytes: number): string {
  const giga = bytes / 1024 ** 3
  const text = giga >= 100 ? String(Math.round(giga)) : giga.toFixed(1)
  return `${language() === 'vi' ? text.replace('.', ',') : text} GB`
}
