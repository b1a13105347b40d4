import { useNavigate } from '@tanstack/react-router'
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react'
import { say } from '@/kernel/text'
import { FIGURES, type Square } from '../figures'
import css from '../level.module.css'
import { t } from '../text'

const FIGURE_WORD = {
  able: 'ableShort',
  reached: 'reachedShort',
  reached_with_na: 'withNaShort',
} as const

type Shown = { of: Square; left: number; top: number; above: boolean }

/**
 * Around the squares: one tip that follows pointer and focus, arrows between all squares, and
 * one listener for all their clicks.
 */
export function Glance({ squares, children }: { squares: Square[]; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Shown>()
  const navigate = useNavigate()

  function show(event: MouseEvent | FocusEvent) {
    const at = squareOf(event.target)
    const of = squares.find(({ id }) => id === at?.dataset.square)
    if (!at || !of || !box.current) return setShown(undefined)
    const [outer, inner] = [box.current.getBoundingClientRect(), at.getBoundingClientRect()]
    const left = Math.min(inner.left - outer.left, Math.max(0, outer.width - 330))
    const above = inner.bottom + 130 > window.innerHeight
    setShown({ of, left, above, top: (above ? inner.top - 6 : inner.bottom + 6) - outer.top })
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const at = squareOf(event.target)
    if (!at || !box.current) return
    const next = neighbour(event.key, at, [
      ...box.current.querySelectorAll<HTMLElement>('[data-square]'),
    ])
    if (next) {
      event.preventDefault()
      next.focus()
    } else if (event.key === 'Escape') setShown(undefined)
  }

  function onClick(event: MouseEvent) {
    const link = squareOf(event.target)
    if (!(link instanceof HTMLAnchorElement)) return
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    navigate({ href: link.getAttribute('href') ?? '' })
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for the links and buttons inside
    <div
      ref={box}
      className={css.glance}
      onMouseOver={show}
      onMouseLeave={() => setShown(undefined)}
      onFocus={show}
      onBlur={() => setShown(undefined)}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      {children}
      {shown && <Tip {...shown} />}
    </div>
  )
}

function Tip({ of, left, top, above }: Shown) {
  return (
    <div className={css.tip} data-above={above || undefined} style={{ left, top }} aria-hidden>
      <b>
        {of.label} {say(of.title)}
      </b>
      <div className={css.tipThree}>
        {FIGURES.map((figure) => (
          <span key={figure}>
            {t(FIGURE_WORD[figure])}: <i>{t(of.three[figure]).toLowerCase()}</i>
          </span>
        ))}
      </div>
      {of.says && <div className={css.tipSays}>{say(of.says)}</div>}
    </div>
  )
}

function squareOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-square]') : null
}

/** The square that an arrow leads to, by where it stands on the screen. */
function neighbour(key: string, at: HTMLElement, all: HTMLElement[]): HTMLElement | undefined {
  const index = all.indexOf(at)
  if (key === 'ArrowRight') return all[index + 1]
  if (key === 'ArrowLeft') return all[index - 1]
  if (key === 'Home') return all[0]
  if (key === 'End') return all.at(-1)
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
  const here = at.getBoundingClientRect()
  const down = key === 'ArrowDown'
  const beyond = all
    .map((each) => ({ each, rect: each.getBoundingClientRect() }))
    .filter(({ rect }) => (down ? rect.top > here.top + 2 : rect.top < here.top - 2))
  const tops = beyond.map(({ rect }) => rect.top)
  const row = down ? Math.min(...tops) : Math.max(...tops)
  return beyond
    .filter(({ rect }) => Math.abs(rect.top - row) < 2)
    .sort((a, b) => Math.abs(a.rect.left - here.left) - Math.abs(b.rect.left - here.left))[0]?.each
}
