import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import css from './strip.module.css'

export type StripItem = { to: string; label: string }

/** Pages beside each other, as links in one line; on a phone it is pushed sideways. */
export function Strip({
  items,
  label,
  small,
}: {
  items: StripItem[]
  label: string
  small?: boolean
}) {
  const here = useLocation({ select: (location) => location.pathname })
  const strip = useRef<HTMLElement>(null)
  const at = here === '/' ? items[0]?.to : longest(items, here)
  // biome-ignore lint/correctness/useExhaustiveDependencies: again where another page is shown
  useEffect(() => {
    const on = strip.current?.querySelector<HTMLElement>('[aria-current]')
    if (on && strip.current) strip.current.scrollLeft = on.offsetLeft - 40
  }, [at])
  return (
    <nav ref={strip} className={css.strip} data-small={small || undefined} aria-label={label}>
      {items.map((item) => (
        <Link
          key={item.to}
          to={item.to}
          activeOptions={{ exact: true, includeSearch: false }}
          aria-current={item.to === at ? 'page' : undefined}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  )
}

/** `/admin/users/1` lies under `/admin/users`, and not under `/admin`. */
function longest(items: StripItem[], here: string): string | undefined {
  return items
    .map((item) => item.to)
    .filter((to) => here === to || here.startsWith(`${to}/`))
    .sort((a, b) => b.length - a.length)[0]
}
