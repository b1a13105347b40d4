import type {
  AssessmentOut,
  JudgedOut,
  OverviewOut,
  RequirementOut,
  Verdict,
} from '@/kernel/api/types.gen'
import { type Both, language } from '@/kernel/text'
import { t } from './text'

/** The three figures that always stand apart. */
export const FIGURES = ['able', 'reached', 'reached_with_na'] as const
export type Figure = (typeof FIGURES)[number]

export type Next = OverviewOut['next_reached']

/** Whether a verdict stands in nobody's way in a figure (level/calculus.py says the same). */
export function passes(figure: Figure, verdict: Verdict): boolean {
  if (verdict === 'met') return true
  if (figure === 'able') return verdict === 'by_attestation'
  return figure === 'reached_with_na' && verdict === 'not_applicable'
}

export function nextOf(overview: OverviewOut, figure: Figure): Next {
  if (figure === 'able') return overview.next_able
  return figure === 'reached' ? overview.next_reached : overview.next_reached_with_na
}

export type Stop = 'reached' | 'with_na' | 'able' | 'not'

/** How far a stop of the ruler is: the strictest figure that got there. */
export function stopOf(level: number, told: Record<Figure, number>): Stop {
  if (level <= told.reached) return 'reached'
  if (level <= told.reached_with_na) return 'with_na'
  return level <= told.able ? 'able' : 'not'
}

export const CIRCULARS: Record<string, string> = {
  TT54: 'TT 54/2017',
  TT53: 'TT 53/2014',
  TT38: 'TT 38/2024',
  QD5969: 'QĐ 5969',
}

/** The place of an item in its text: `4.2.dd` is 4.2.đ, `obj.3.c` is objective 3.c. */
export function placeOf(id: string): string {
  return (id.split('/')[1] ?? id)
    .replace(/^obj\./, `${t('objective')} `)
    .replace(/^task\./, `${t('task')} `)
    .replace(/\.dd$/, '.đ')
}

/** An item of another text, as people cite it: `TT 53/2014: 3.1.a`. */
export function cited(id: string): string {
  const circular = id.split('/')[0] ?? ''
  return `${CIRCULARS[circular] ?? circular}: ${placeOf(id)}`
}

/** `TT54/33` reads 33, a clause `TT54/L2.cdr` reads M2, an item of another text is cited. */
export function labelOf(id: string): string {
  if (!id.startsWith('TT54/')) return cited(id)
  const item = id.split('/')[1] ?? id
  const clause = item.match(/^L(\d)\./)
  return clause ? `${t('levelShort').slice(0, 1)}${clause[1]}` : item
}

export function nameOf(id: string): string {
  const item = id.split('/')[1] ?? id
  const clause = item.match(/^L(\d)\./)
  if (clause) return t('clause', { n: clause[1] ?? '' })
  return id.startsWith('TT54/') ? t('criterion', { n: item }) : cited(id)
}

export function addressOf(id: string, profile?: string): string {
  return `/assessment/${id}${profile ? `?profile=${profile}` : ''}`
}

/** A criterion or clause, as a square shows it. */
export type Square = {
  id: string
  label: string
  title: Both
  verdict: Verdict
  three: Record<Figure, Verdict>
  says?: Both
}

type Judged = JudgedOut | RequirementOut

function square(of: Judged, figure: Figure): Square {
  const wrong = of.findings.find((finding) => finding.verdict !== 'met')
  return {
    id: of.id,
    label: labelOf(of.id),
    title: of.title,
    verdict: of[figure],
    three: { able: of.able, reached: of.reached, reached_with_na: of.reached_with_na },
    says: (wrong ?? of.findings[0])?.says,
  }
}

export type Bar = { id: string; title: Both | null; squares: Square[] }

/** The whole circular at a glance: a bar a group, and one of the clauses that are no criteria. */
export function barsOf(told: AssessmentOut, groups: OverviewOut['groups'], figure: Figure): Bar[] {
  const bars: Bar[] = groups.map(({ id, title }) => ({
    id,
    title,
    squares: told.criteria.filter((c) => c.group === id).map((c) => square(c, figure)),
  }))
  const clauses = told.levels.flatMap(({ requirements }) =>
    requirements.filter(({ kind }) => kind === 'clause').map((r) => square(r, figure)),
  )
  return [...bars, { id: 'clauses', title: null, squares: clauses }]
}

export function countMet(squares: Square[], figure: Figure): number {
  return squares.filter(({ verdict }) => passes(figure, verdict)).length
}

/** `320 ms`, `1,4 giây`. */
export function showTook(milliseconds: number): string {
  if (milliseconds < 1000) return t('ms', { n: milliseconds })
  const seconds = (milliseconds / 1000).toFixed(1)
  return t('seconds', { n: language() === 'vi' ? seconds.replace('.', ',') : seconds })
}
