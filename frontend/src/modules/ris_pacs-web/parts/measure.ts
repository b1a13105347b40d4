import type { MeasuredValueOut } from '@/kernel/api/types.gen'
import { t } from '../text'
import type { Slice } from './dicomweb'
import { type Point, type Scale, scaleOf } from './scale'

export type { Point } from './scale'
export type Shape = 'length' | 'angle' | 'cobb' | 'ellipse' | 'polygon' | 'arrow'
export type Drawing = { id: string; shape: Shape; points: Point[]; name: string; told?: string }

/** Drawn, and not saved yet. */
export type Draft = Drawing & { on: Slice }

/** How many points are drawn; a freehand area takes as many as it likes. */
export const POINTS: Record<Shape, number> = {
  length: 2,
  angle: 3,
  cobb: 4,
  ellipse: 4,
  polygon: 3,
  arrow: 2,
}

/** A box that was dragged, as the ends of the ellipse's axes. */
export function ellipse(from: Point, to: Point): Point[] {
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)]
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)]
  return [
    { x: left, y },
    { x: right, y },
    { x, y: top },
    { x, y: bottom },
  ]
}

function turn(one: Point, other: Point): number {
  const across = one.x * other.y - one.y * other.x
  return Math.abs((Math.atan2(across, one.x * other.x + one.y * other.y) * 180) / Math.PI)
}

function from(one: Point, other: Point): Point {
  return { x: other.x - one.x, y: other.y - one.y }
}

/** What the points alone measure, in words; the mean of an area is asked of the server. */
export function textOf(shape: Shape, points: Point[], of: Parameters<typeof scaleOf>[0]): string {
  const scale = scaleOf(of, points)
  const real = points.map(({ x, y }) => ({ x: x * scale.across, y: y * scale.down }))
  const [a, b, c, d] = real
  if (!a || !b) return ''
  if (shape === 'length') return length(Math.hypot(b.x - a.x, b.y - a.y), scale)
  if (shape === 'angle') return c ? `${turn(from(b, a), from(b, c)).toFixed(1)}°` : ''
  if (shape === 'cobb') {
    if (!c || !d) return ''
    const found = turn(from(a, b), from(c, d))
    return `${Math.min(found, 180 - found).toFixed(1)}°`
  }
  if (shape === 'ellipse' && c && d) {
    const size = Math.hypot(b.x - a.x, b.y - a.y) * Math.hypot(d.x - c.x, d.y - c.y)
    return area((Math.PI / 4) * size, scale)
  }
  if (shape === 'polygon') {
    const sum = real.reduce((so, each, n) => {
      const next = real[(n + 1) % real.length] ?? each
      return so + each.x * next.y - next.x * each.y
    }, 0)
    return area(Math.abs(sum) / 2, scale)
  }
  return ''
}

/** The length of a line between two points of the picture: in millimetres where the machine says
 * how large a pixel is, and it says so where it does not. */
export function length(value: number, { by }: Scale): string {
  if (by === 'none') return t('px', { length: value.toFixed(0) })
  return t(by === 'detector' ? 'onDetector' : 'mm', { length: value.toFixed(1) })
}

function area(value: number, { by }: Scale): string {
  return by === 'none' ? `${value.toFixed(0)} px²` : `${value.toFixed(0)} mm²`
}

const UNITS: Record<string, string> = { mm2: ' mm²', px2: ' px²', deg: '°', '': '' }

/** Values as the server measured them. */
export function valuesText(values: MeasuredValueOut[], calibration: string): string {
  const number = (each: MeasuredValueOut, places: number) =>
    `${each.value.toFixed(places)}${UNITS[each.unit] ?? ` ${each.unit}`}`
  const by = (what: string) => values.find((each) => each.what === what)
  const parts: string[] = []
  const [long, angle, size, mean, deviation] = ['length', 'angle', 'area', 'mean', 'sd'].map(by)
  if (long) parts.push(number(long, 1))
  if (angle) parts.push(number(angle, 1))
  if (size) parts.push(number(size, 0))
  if (mean) parts.push(`TB ${number(mean, 1)}`)
  if (deviation) parts.push(`SD ${deviation.value.toFixed(1)}`)
  if (calibration === 'detector' && (long || size)) parts.push(t('atDetector'))
  if (calibration === 'none' && (long || size)) parts.push(t('notCalibrated'))
  return parts.join(' · ')
}
