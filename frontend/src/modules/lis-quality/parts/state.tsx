import type {
  ControlHoldOut,
  ControlPointOut,
  ControlRunOut,
  ExternalRoundOut,
} from '@/kernel/api/types.gen'
import { Status, type Tone } from '@/kernel/ui'
import { t } from '../text'
import css from './quality.module.css'

export const VERDICT: Record<ControlRunOut['verdict'], Tone> = {
  in: 'green',
  warning: 'amber',
  out: 'red',
}
export const HOLD: Record<ControlHoldOut['state'], Tone> = {
  held: 'red',
  acted: 'amber',
  released: 'green',
}
export const ROUND: Record<ExternalRoundOut['state'], Tone> = {
  open: 'amber',
  submitted: 'blue',
  scored: 'green',
}

/** `1,25`; exact decimals come as text, and are only shown. */
export function shown(value: string | null | undefined, unit = ''): string {
  return value === null || value === undefined ? '–' : `${value.replace('.', ',')}${unit}`
}

/** `+1,3`: how many SD from the target, with one decimal. */
export function sds(z: string): string {
  const value = Number(z)
  const text = Math.abs(value).toFixed(1).replace('.', ',')
  return `${value < 0 ? '−' : '+'}${text}`
}

export function benchOf(test: string, analyser: string): string {
  return analyser ? `${test}@${analyser}` : test
}

export function benchRead(bench: string): { test: string; analyser: string } {
  const [test = '', analyser = ''] = bench.split('@')
  return { test, analyser }
}

export function Verdict({ of }: { of: ControlRunOut['verdict'] }) {
  return <Status tone={VERDICT[of]}>{t(of)}</Status>
}

/** Each level's distance from its target. */
export function Levels({ of }: { of: ControlPointOut[] }) {
  return (
    <span className={css.zs}>
      {of.map((point) => {
        const far = Math.abs(Number(point.z))
        return (
          <span
            key={point.id}
            className={css.z}
            data-far={far > 3 ? 3 : far > 2 ? 2 : undefined}
            data-excluded={point.excluded_at ? true : undefined}
            title={t('level', { n: point.level })}
          >
            {point.level}: {sds(point.z)}
          </span>
        )
      })}
    </span>
  )
}
