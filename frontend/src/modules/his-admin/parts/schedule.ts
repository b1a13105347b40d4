import type { JobOut } from '@/kernel/api/types.gen'
import { language } from '@/kernel/text'
import type { Tone } from '@/kernel/ui'
import { t } from '../text/oversight'

/** `mỗi 5 phút`, `hằng ngày lúc 01:30`. */
export function scheduleOf(job: JobOut): string {
  if (job.daily_at) return t('daily', { at: job.daily_at })
  const seconds = job.every_seconds ?? 0
  if (seconds % 3600 === 0) return t('everyHours', { n: seconds / 3600 })
  if (seconds % 60 === 0) return t('everyMinutes', { n: seconds / 60 })
  return t('everySeconds', { n: seconds })
}

export function jobState(job: JobOut): { tone: Tone; label: string } {
  if (job.asked_at) return { tone: 'blue', label: t('asked') }
  if (!job.outcome) return { tone: 'grey', label: t('notYet') }
  return job.outcome === 'done'
    ? { tone: 'green', label: t('done') }
    : { tone: 'red', label: t('failed') }
}

export function tookOf(started: string, ended: string): string {
  const ms = Date.parse(ended) - Date.parse(started)
  return ms < 1000 ? t('ms', { n: ms }) : t('seconds', { n: decimal(Math.round(ms / 100) / 10) })
}

function decimal(n: number): string {
  return language() === 'vi' ? String(n).replace('.', ',') : String(n)
}

/** A hash is told apart by its beginning. */
export function shortened(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{40,}\b/g, '$1…')
}
