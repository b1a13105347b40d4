import type { Particulars } from './dicomweb'
import { type Drawing, type Point, textOf } from './measure'
import type { Turn } from './turning'
import css from './viewer.module.css'

/** What was drawn on a picture; texts stand upright however it is turned. */
export function Drawn({
  drawings,
  of,
  turn,
  cut,
}: {
  drawings: Drawing[]
  of: Particulars
  turn: Turn
  /** Where the picture beside cuts through this one. */
  cut?: [Point, Point]
}) {
  const size = Math.max(of.rows, of.columns)
  return (
    <svg className={css.lines} viewBox={`0 0 ${of.columns} ${of.rows}`} aria-hidden="true">
      {cut && (
        <line
          className={css.cut}
          x1={cut[0].x}
          y1={cut[0].y}
          x2={cut[1].x}
          y2={cut[1].y}
          strokeWidth={size / 300}
        />
      )}
      {drawings.map((each) => {
        const last = each.points.at(-1)
        const shown = each.told ?? textOf(each.shape, each.points, of)
        const words = [each.name, shown].filter(Boolean).join(': ')
        return (
          <g key={each.id} strokeWidth={size / 300}>
            <Outline of={each} size={size} />
            {last && (
              <text
                fontSize={size / 32}
                transform={`translate(${last.x + size / 100} ${last.y}) scale(${turn.flipped ? -1 : 1} 1) rotate(${-turn.turn})`}
              >
                {words}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}

function Outline({ of, size }: { of: Drawing; size: number }) {
  const { shape, points } = of
  const [a, b, c, d] = points
  if (!a) return null
  const said = (some: (Point | undefined)[]) =>
    some.map((each) => (each ? `${each.x},${each.y}` : '')).join(' ')
  if (shape === 'ellipse' && b && c && d) {
    const long = Math.hypot(b.x - a.x, b.y - a.y) / 2
    const short = Math.hypot(d.x - c.x, d.y - c.y) / 2
    const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2]
    const by = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
    return <ellipse cx={x} cy={y} rx={long} ry={short} transform={`rotate(${by} ${x} ${y})`} />
  }
  if (shape === 'polygon') return <polygon points={said(points)} />
  if (shape === 'cobb') {
    return (
      <>
        <polyline points={said([a, b])} />
        {c && d && <polyline points={said([c, d])} />}
      </>
    )
  }
  if (shape === 'arrow' && b) {
    const by = Math.atan2(b.y - a.y, b.x - a.x)
    const wing = (turn: number) => ({
      x: a.x + Math.cos(by + turn) * (size / 40),
      y: a.y + Math.sin(by + turn) * (size / 40),
    })
    return <polyline points={said([b, a, wing(0.4), a, wing(-0.4)])} />
  }
  return <polyline points={said(points)} />
}
