import { type CSSProperties, type PointerEvent, type RefObject, useRef, useState } from 'react'
import { t } from '../text'
import { Drawn } from './Drawn'
import type { Particulars } from './dicomweb'
import { type Drawing, ellipse, POINTS, type Point, type Shape } from './measure'
import { back, edges } from './turning'
import css from './viewer.module.css'

export type Tool = 'scroll' | 'window' | 'zoom' | 'lens' | Shape
export type View = {
  zoom: number
  x: number
  y: number
  turn: number
  flipped: boolean
  inverted: boolean
}

type Given = {
  url?: string
  broken: boolean
  label: string
  tool: Tool
  view: View
  of?: Particulars
  drawings: Drawing[]
  cut?: [Point, Point]
  /** The picture itself, for whoever has to know its size on the screen. */
  frame?: RefObject<HTMLDivElement | null>
  onView: (view: View) => void
  onScroll: (by: number) => void
  onWindow: (across: number, down: number) => void
  onDrawn?: (shape: Shape, points: Point[]) => void
}

const STEP = 12
const LENS = 160
const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)

/** The picture, and what a finger, a mouse or a wheel does to it. */
export function Stage(given: Given) {
  const { tool, view, of } = given
  const own = useRef<HTMLDivElement>(null)
  const picture = given.frame ?? own
  const pointers = useRef(new Map<number, Point>())
  const rest = useRef(0)
  const [drawn, setDrawn] = useState<Point[]>([])
  const [lens, setLens] = useState<Point>()
  const shape = tool in POINTS ? (tool as Shape) : undefined

  /** Where on the picture, in its own pixels, however it is turned and zoomed. */
  const inPicture = (event: PointerEvent): Point => {
    const on = picture.current
    if (!on || !of) return { x: 0, y: 0 }
    const box = on.getBoundingClientRect()
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 }
    const seen = { x: event.clientX - middle.x, y: event.clientY - middle.y }
    const { x, y } = back(seen, view)
    return {
      x: (x / (on.offsetWidth * view.zoom) + 0.5) * of.columns,
      y: (y / (on.offsetHeight * view.zoom) + 0.5) * of.rows,
    }
  }

  const down = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    rest.current = 0
    if (tool === 'lens') setLens(inPicture(event))
    if (!shape || pointers.current.size > 1) return
    const at = inPicture(event)
    // The second arm of an angle begins where the first one ended.
    const begun = shape === 'angle' && drawn.length === 2 ? [...drawn, at] : [...drawn, at, at]
    setDrawn(shape === 'cobb' && drawn.length === 2 ? begun : drawn.length === 2 ? begun : [at, at])
  }

  const move = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const others = [...pointers.current].filter(([id]) => id !== event.pointerId)
    pointers.current.set(event.pointerId, now)
    const [other] = others
    if (other) {
      setDrawn([])
      pinch(before, now, other[1])
    } else act(before, now, event)
  }

  const pinch = (before: Point, now: Point, other: Point) => {
    const zoom = limited(view.zoom * (far(now, other) / Math.max(far(before, other), 1)))
    const half = { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 }
    given.onView({ ...view, zoom, x: view.x + half.x, y: view.y + half.y })
  }

  const act = (before: Point, now: Point, event: PointerEvent) => {
    const across = now.x - before.x
    const by = now.y - before.y
    if (tool === 'window') given.onWindow(across, by)
    else if (tool === 'zoom') given.onView({ ...view, x: view.x + across, y: view.y + by })
    else if (tool === 'lens') setLens(inPicture(event))
    else if (shape === 'polygon') {
      const at = inPicture(event)
      setDrawn((so) => (far(so.at(-1) ?? at, at) > 2 && so.length < 490 ? [...so, at] : so))
    } else if (shape) setDrawn((so) => [...so.slice(0, -1), inPicture(event)])
    else {
      rest.current += by
      const steps = Math.trunc(rest.current / STEP)
      rest.current -= steps * STEP
      if (steps) given.onScroll(steps)
    }
  }

  const up = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId)
    setLens(undefined)
    const [first, second] = drawn
    if (!shape || !first || !second) return
    if (shape !== 'polygon' && far(first, second) < 2) return setDrawn([])
    const points = shape === 'ellipse' ? ellipse(first, second) : drawn
    if (points.length < POINTS[shape]) return
    given.onDrawn?.(shape, points)
    setDrawn([])
  }

  const ratio = of?.columns ? of.columns / of.rows : 1
  const [right, lower, left, upper] = edges(of?.right ?? '', of?.lower ?? '', view)
  const being = drawn.length > 1 && shape ? beingDrawn(shape, drawn) : []
  return (
    <div
      className={css.stage}
      data-tool={tool}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onWheel={(event) => {
        if (tool === 'zoom' || event.ctrlKey) {
          given.onView({ ...view, zoom: limited(view.zoom * (event.deltaY < 0 ? 1.15 : 0.87)) })
        } else given.onScroll(event.deltaY > 0 ? 1 : -1)
      }}
    >
      {given.broken && <p className={css.broken}>{t('broken')}</p>}
      <div
        ref={picture}
        className={css.picture}
        style={
          {
            '--ratio': ratio,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.zoom}) rotate(${view.turn}deg) scaleX(${view.flipped ? -1 : 1})`,
          } as CSSProperties
        }
      >
        {given.url && (
          <img
            src={given.url}
            alt={given.label}
            draggable={false}
            className={view.inverted ? css.inverted : undefined}
          />
        )}
        {of && (
          <Drawn drawings={[...given.drawings, ...being]} of={of} turn={view} cut={given.cut} />
        )}
        {lens && of && given.url && picture.current && (
          <Lens at={lens} of={of} url={given.url} on={picture.current} />
        )}
      </div>
      {[right, lower, left, upper].map((letters, place) => (
        <span key={EDGES[place]} className={css.edge} data-edge={EDGES[place]}>
          {letters}
        </span>
      ))}
      {view.flipped && <span className={css.flipped}>{t('flippedMark')}</span>}
    </div>
  )
}

const EDGES = ['right', 'lower', 'left', 'upper']

function limited(zoom: number) {
  return Math.min(20, Math.max(0.5, zoom))
}

function beingDrawn(shape: Shape, drawn: Point[]): Drawing[] {
  const [first, second] = drawn
  const points = shape === 'ellipse' && first && second ? ellipse(first, second) : drawn
  return [{ id: 'now', shape, points, name: '' }]
}

/** What lies under the pointer, three times as large. */
function Lens({ at, of, url, on }: { at: Point; of: Particulars; url: string; on: HTMLElement }) {
  const [wide, high] = [on.offsetWidth, on.offsetHeight]
  const [x, y] = [(at.x / of.columns) * wide, (at.y / of.rows) * high]
  return (
    <div
      className={css.lens}
      style={{
        left: x - LENS / 2,
        top: y - LENS / 2,
        width: LENS,
        height: LENS,
        backgroundImage: `url(${url})`,
        backgroundSize: `${wide * 3}px ${high * 3}px`,
        backgroundPosition: `${LENS / 2 - x * 3}px ${LENS / 2 - y * 3}px`,
      }}
    />
  )
}
