import type { Point } from './scale'

/** How a picture stands on the screen: turned clockwise, after left and right were exchanged. */
export type Turn = { turn: number; flipped: boolean }

/** From the screen's middle to the picture's own axes. */
export function back({ x, y }: Point, { turn, flipped }: Turn): Point {
  const by = (-turn * Math.PI) / 180
  const [cos, sin] = [Math.round(Math.cos(by)), Math.round(Math.sin(by))]
  const [a, b] = [x * cos - y * sin, x * sin + y * cos]
  return { x: flipped ? -a : a, y: b }
}

const LETTERS: [string, string][] = [
  ['L', 'R'],
  ['P', 'A'],
  ['H', 'F'],
]

/** Towards which side of the patient a direction goes: `L`, or `LP` where it is oblique. */
export function side(direction: number[]): string {
  return LETTERS.map(([plus, minus], axis) => {
    const value = direction[axis] ?? 0
    return { size: Math.abs(value), letter: value > 0 ? plus : minus }
  })
    .filter(({ size }) => size > 0.2)
    .sort((one, other) => other.size - one.size)
    .slice(0, 2)
    .map(({ letter }) => letter)
    .join('')
}

const OPPOSITE: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' }

export function opposite(letters: string): string {
  return [...letters].map((each) => OPPOSITE[each] ?? each).join('')
}

/** The letters at the right, lower, left and upper edge of the screen. */
export function edges(row: string, column: string, { turn, flipped }: Turn): string[] {
  const right = flipped ? opposite(row) : row
  const around = [right, column, opposite(right), opposite(column)]
  const steps = (((turn / 90) % 4) + 4) % 4
  return around.map((_, place) => around[(place + 4 - steps) % 4] ?? '')
}

export type Plane = {
  at: number[]
  row: number[]
  column: number[]
  rows: number
  columns: number
  spacing: [number, number]
  frameOfReference: string
}

const dot = (a: number[], b: number[]) => a.reduce((sum, each, n) => sum + each * (b[n] ?? 0), 0)

export function normal({ row: [a = 0, b = 0, c = 0], column: [d = 0, e = 0, f = 0] }: Plane) {
  return [b * f - c * e, c * d - a * f, a * e - b * d]
}

/** Where `other` cuts through `plane`, in the pixels of `plane`; nothing where they are parallel
 * or of different frames of reference. */
export function cut(plane: Plane, other: Plane): [Point, Point] | undefined {
  if (!plane.frameOfReference || plane.frameOfReference !== other.frameOfReference) return
  const n = normal(other)
  const [across, down] = [dot(plane.row, n), dot(plane.column, n)]
  if (Math.hypot(across, down) < 0.05) return
  const away = dot(
    other.at.map((each, k) => each - (plane.at[k] ?? 0)),
    n,
  )
  // across * u + down * v = away, u and v in millimetres: where it meets the picture's edges.
  const [wide, high] = [plane.columns * plane.spacing[1], plane.rows * plane.spacing[0]]
  const found: Point[] = []
  const add = (u: number, v: number) => {
    if (u >= -1e-6 && u <= wide + 1e-6 && v >= -1e-6 && v <= high + 1e-6) {
      found.push({ x: u / plane.spacing[1], y: v / plane.spacing[0] })
    }
  }
  if (Math.abs(down) > 1e-9) {
    add(0, away / down)
    add(wide, (away - across * wide) / down)
  }
  if (Math.abs(across) > 1e-9) {
    add(away / across, 0)
    add((away - down * high) / across, high)
  }
  const [first] = found
  const last = found.find((each) => first && Math.hypot(each.x - first.x, each.y - first.y) > 1)
  return first && last ? [first, last] : undefined
}

/** The place of the slice that lies nearest to a plane, along the common normal. */
export function nearest(planes: (Plane | undefined)[], to: Plane): number | undefined {
  const n = normal(to)
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  planes.forEach((each, place) => {
    if (!each || each.frameOfReference !== to.frameOfReference) return
    if (Math.abs(dot(normal(each), n)) < 0.9) return
    const away = Math.abs(dot(each.at, n) - dot(to.at, n))
    if (away < least) [best, least] = [place, away]
  })
  return best
}

type Frame = { offsetWidth: number; offsetHeight: number }
type Moved = Turn & { zoom: number; x: number; y: number }
type Size = { rows: number; columns: number }

/** The part of the picture that the screen shows: left, top, right, lower edge in its pixels. */
export function areaOf(view: Moved, frame: Frame, of: Size): [number, number, number, number] {
  const moved = back({ x: -view.x, y: -view.y }, view)
  const middle = {
    x: (moved.x / (frame.offsetWidth * view.zoom) + 0.5) * of.columns,
    y: (moved.y / (frame.offsetHeight * view.zoom) + 0.5) * of.rows,
  }
  const [wide, high] = [of.columns / view.zoom, of.rows / view.zoom]
  return [middle.x - wide / 2, middle.y - high / 2, middle.x + wide / 2, middle.y + high / 2]
}

/** The other way: how to zoom and move so that the area fills the screen. */
export function viewOf(area: number[], turn: Turn, frame: Frame, of: Size) {
  const [left = 0, top = 0, right = of.columns, lower = of.rows] = area
  const zoom = Math.min(of.columns / (right - left || 1), of.rows / (lower - top || 1))
  const away = {
    x: ((left + right) / 2 / of.columns - 0.5) * frame.offsetWidth * zoom,
    y: ((top + lower) / 2 / of.rows - 0.5) * frame.offsetHeight * zoom,
  }
  const by = (turn.turn * Math.PI) / 180
  const [cos, sin] = [Math.round(Math.cos(by)), Math.round(Math.sin(by))]
  const across = turn.flipped ? -away.x : away.x
  return { zoom, x: -(across * cos - away.y * sin), y: -(across * sin + away.y * cos) }
}
