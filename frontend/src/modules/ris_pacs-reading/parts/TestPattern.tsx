import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import css from './reading.module.css'

const STEPS = 18

function grey(level: number): string {
  const value = Math.round(level)
  return `rgb(${value},${value},${value})`
}

/** Fine lines, one device pixel wide, lying and standing. */
function lines(to: CanvasRenderingContext2D, x: number, y: number, side: number) {
  for (let n = 0; n < side; n += 2) {
    to.fillStyle = '#fff'
    to.fillRect(x + n, y, 1, side)
    to.fillRect(x + side + 8, y + n, side, 1)
    to.fillStyle = '#000'
    to.fillRect(x + n + 1, y, 1, side)
    to.fillRect(x + side + 8, y + n + 1, side, 1)
  }
}

/** After AAPM TG18-QC: steps of grey, 5 % in 0 and 95 % in 100, lines, grid, circle, letters. */
export function drawPattern(to: CanvasRenderingContext2D, wide: number, high: number) {
  const unit = Math.min(wide, high) / 20
  to.fillStyle = grey(128)
  to.fillRect(0, 0, wide, high)
  to.strokeStyle = grey(160)
  to.lineWidth = 1
  for (let x = wide / 2; x < wide; x += unit) {
    for (const at of [x, wide - x]) to.strokeRect(Math.round(at) + 0.5, 0, 0, high)
  }
  for (let y = high / 2; y < high; y += unit) {
    for (const at of [y, high - y]) to.strokeRect(0, Math.round(at) + 0.5, wide, 0)
  }
  to.strokeStyle = '#fff'
  to.lineWidth = 2
  to.strokeRect(unit / 2, unit / 2, wide - unit, high - unit)
  to.beginPath()
  to.arc(wide / 2, high / 2, 9 * unit, 0, 2 * Math.PI)
  to.stroke()
  const step = (14 * unit) / (STEPS / 2)
  for (let n = 0; n < STEPS; n++) {
    const row = n < STEPS / 2 ? 0 : 1
    const place = row ? STEPS - 1 - n : n
    to.fillStyle = grey((255 * n) / (STEPS - 1))
    to.fillRect(
      wide / 2 - 7 * unit + place * step,
      high / 2 - 5 * unit + row * 8 * unit,
      Math.ceil(step),
      2 * unit,
    )
  }
  for (const [ground, inside, x] of [
    [0, 13, wide / 2 - 6 * unit],
    [255, 242, wide / 2 + 3 * unit],
  ] as const) {
    to.fillStyle = grey(ground)
    to.fillRect(x, high / 2 - 1.5 * unit, 3 * unit, 3 * unit)
    to.fillStyle = grey(inside)
    to.fillRect(x + unit, high / 2 - 0.5 * unit, unit, unit)
  }
  const side = Math.round(unit)
  const edge = Math.round(unit)
  for (const [x, y] of [
    [wide / 2 - side - 4, high / 2 - side / 2],
    [edge, edge],
    [wide - edge - 2 * side - 8, edge],
    [edge, high - edge - side],
    [wide - edge - 2 * side - 8, high - edge - side],
  ] as const) {
    lines(to, Math.round(x), Math.round(y), side)
  }
  to.font = `bold ${Math.round(unit * 0.8)}px sans-serif`
  to.textAlign = 'center'
  ;[16, 10, 6, 3].forEach((contrast, n) => {
    to.fillStyle = grey(128 + contrast)
    to.fillText('CHẤT LƯỢNG', wide / 2, high / 2 + (6.1 + n * 0.85) * unit)
  })
}

/** The pattern over the whole screen, a canvas pixel to a screen pixel. */
export function TestPattern({ onEnd }: { onEnd: () => void }) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const end = useRef(onEnd)
  end.current = onEnd
  useEffect(() => {
    const draw = () => {
      const on = canvas.current
      if (!on) return
      on.width = Math.round(window.innerWidth * window.devicePixelRatio)
      on.height = Math.round(window.innerHeight * window.devicePixelRatio)
      const to = on.getContext('2d')
      if (to) drawPattern(to, on.width, on.height)
    }
    const leave = () => {
      if (document.fullscreenElement) void document.exitFullscreen()
      end.current()
    }
    draw()
    box.current?.requestFullscreen?.().catch(() => undefined)
    window.addEventListener('resize', draw)
    window.addEventListener('keydown', leave)
    return () => {
      window.removeEventListener('resize', draw)
      window.removeEventListener('keydown', leave)
    }
  }, [])
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    onEnd()
  }
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: any key ends it, heard at the window
    // biome-ignore lint/a11y/noStaticElementInteractions: the whole screen is the pattern
    <div ref={box} className={css.pattern} onClick={leave}>
      <canvas ref={canvas} />
    </div>,
    document.body,
  )
}
