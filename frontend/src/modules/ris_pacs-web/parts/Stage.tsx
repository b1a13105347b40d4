import { type CSSProperties, type PointerEvent, useRef, useState } from 'react'
import { t } from '../text'
import type { Particulars } from './dicomweb'
import { type Line, lengthOf, type Point } from './measure'
import css from './viewer.module.css'

export type Tool = 'scroll' | 'window' | 'zoom' | 'length'
export type View = { zoom: number; x: number; y: number }

type Given = {
  url?: string
  broken: boolean
  label: string
  tool: Tool
  view: View
  of?: Particulars
  lines: Line[]
  onView: (view: View) => void
  onScroll: (by: number) => void
  onWindow: (across: number, down: number) => void
  onLine: (line: Line) => void
}

const STEP = 12

/** The picture, and what a finger, a mouse or a wheel does to it. */
export function Stage(given: Given) {
  const { tool, view, of } = given
  const picture = useRef<HTMLDivElement>(null)
  const pointers = useRef(new Map<number, Point>())
  const rest = useRef(0)
  const [drawn, setDrawn] = useState<Line>()

  /** Where on the picture, in its own pixels. */
  const inPicture = (event: PointerEvent): Point => {
    const box = picture.current?.getBoundingClientRect()
    if (!box || !of) return { x: 0, y: 0 }
    return {
      x: ((event.clientX - box.left) / box.width) * of.columns,
      y: ((event.clientY - box.top) / box.height) * of.rows,
    }
  }

  const down = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    rest.current = 0
    if (tool === 'length' && pointers.current.size === 1) {
      setDrawn({ from: inPicture(event), to: inPicture(event) })
    }
  }

  const move = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const others = [...pointers.current].filter(([id]) => id !== event.pointerId)
    pointers.current.set(event.pointerId, now)
    const [other] = others
    if (other) {
      setDrawn(undefined)
      pinch(before, now, other[1])
    } else act(before, now, event)
  }

  const pinch = (before: Point, now: Point, other: Point) => {
    const was = Math.hypot(before.x - other.x, before.y - other.y)
    const is = Math.hypot(now.x - other.x, now.y - other.y)
    const zoom = Math.min(20, Math.max(0.5, view.zoom * (is / Math.max(was, 1))))
    const half = { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 }
    given.onView({ zoom, x: view.x + half.x, y: view.y + half.y })
  }

  const act = (before: Point, now: Point, event: PointerEvent) => {
    const across = now.x - before.x
    const by = now.y - before.y
    if (tool === 'window') given.onWindow(across, by)
    else if (tool === 'zoom') given.onView({ ...view, x: view.x + across, y: view.y + by })
    else if (tool === 'length') setDrawn((line) => line && { ...line, to: inPicture(event) })
    else {
      rest.current += by
      const steps = Math.trunc(rest.current / STEP)
      rest.current -= steps * STEP
      if (steps) given.onScroll(steps)
    }
  }

  const up = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId)
    if (drawn && Math.hypot(drawn.to.x - drawn.from.x, drawn.to.y - drawn.from.y) > 2) {
      given.onLine(drawn)
    }
    setDrawn(undefined)
  }

  const ratio = of?.columns ? of.columns / of.rows : 1
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
          const zoom = Math.min(20, Math.max(0.5, view.zoom * (event.deltaY < 0 ? 1.15 : 0.87)))
          given.onView({ ...view, zoom })
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
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.zoom})`,
          } as CSSProperties
        }
      >
        {given.url && <img src={given.url} alt={given.label} draggable={false} />}
        {of && <Lines lines={drawn ? [...given.lines, drawn] : given.lines} of={of} />}
      </div>
    </div>
  )
}

function Lines({ lines, of }: { lines: Line[]; of: Particulars }) {
  const size = Math.max(of.rows, of.columns)
  return (
    <svg className={css.lines} viewBox={`0 0 ${of.columns} ${of.rows}`} aria-hidden="true">
      {lines.map((line) => (
        <g key={`${line.from.x},${line.from.y},${line.to.x}`}>
          <line
            x1={line.from.x}
            y1={line.from.y}
            x2={line.to.x}
            y2={line.to.y}
            strokeWidth={size / 300}
          />
          <text x={line.to.x + size / 100} y={line.to.y} fontSize={size / 32}>
            {lengthOf(line, of)}
          </text>
        </g>
      ))}
    </svg>
  )
}
