import type { ControlPointOut } from '@/kernel/api/types.gen'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import css from './quality.module.css'
import { sds, shown } from './state'

const WIDE = 860
const HIGH = 190
const LEFT = 36
const LOW = 20
const MOST = 4

const y = (z: number) => {
  const half = (HIGH - LOW - 8) / 2
  return 8 + half - (Math.min(MOST, Math.max(-MOST, z)) / MOST) * half
}

/** A control's values in the order of time, as SD from their targets. */
export function LeveyJennings({ name, points }: { name: string; points: ControlPointOut[] }) {
  const x = (n: number) =>
    points.length > 1 ? LEFT + 10 + (n / (points.length - 1)) * (WIDE - LEFT - 24) : WIDE / 2
  const line = points
    .map((point, n) => ({ point, n }))
    .filter(({ point }) => !point.excluded_at)
    .map(({ point, n }) => `${x(n).toFixed(1)},${y(Number(point.z)).toFixed(1)}`)
  const each = Math.max(1, Math.ceil(points.length / 16))
  return (
    <div className={css.chart}>
      <svg
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        role="img"
        aria-label={t('chartOf', { name, n: points.length })}
      >
        {[-3, -2, -1, 0, 1, 2, 3].map((sd) => (
          <g key={sd}>
            <line x1={LEFT} x2={WIDE} y1={y(sd)} y2={y(sd)} data-sd={Math.abs(sd)} />
            <text x={2} y={y(sd) + 3}>
              {`${sd > 0 ? '+' : sd < 0 ? '−' : ''}${Math.abs(sd)}SD`}
            </text>
          </g>
        ))}
        <polyline points={line.join(' ')} />
        {points.map((point, n) => (
          <g key={point.id}>
            <Mark x={x(n)} y={y(Number(point.z))} of={point} />
            {n % each === 0 && (
              <text x={x(n)} y={HIGH - 5} textAnchor="middle">
                {showInstant(point.at, 'date').slice(0, 5)}
              </text>
            )}
          </g>
        ))}
      </svg>
    </div>
  )
}

/** Its shape says what its colour says: round in control, a triangle warned, a square was out. */
function Mark({ x, y: at, of }: { x: number; y: number; of: ControlPointOut }) {
  const told = [
    showInstant(of.at),
    `${shown(of.value)} (${sds(of.z)}SD)`,
    t(of.verdict),
    of.rules.join(', '),
    of.excluded_at ? of.excluded_reason : '',
    of.by_name,
  ]
  const data = {
    className: css.mark,
    'data-verdict': of.verdict,
    'data-excluded': of.excluded_at ? true : undefined,
  }
  return (
    <g>
      <title>{told.filter(Boolean).join(' · ')}</title>
      {of.excluded_at ? (
        <path {...data} d={`M${x - 4},${at - 4}l8,8m0,-8l-8,8`} />
      ) : of.verdict === 'out' ? (
        <rect {...data} x={x - 4.5} y={at - 4.5} width={9} height={9} />
      ) : of.verdict === 'warning' ? (
        <path {...data} d={`M${x},${at - 5.5}l5.5,10h-11z`} />
      ) : (
        <circle {...data} cx={x} cy={at} r={3.6} />
      )}
    </g>
  )
}
