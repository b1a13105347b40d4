import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useKeys } from './keys'
import { useLineUp } from './line'
import { useAssembly } from './may'
import type { NavItem } from './module'
import { hereOf, useHome, useNav } from './nav'
import { PersonMenu } from './PersonMenu'
import { SearchBox } from './SearchBox'
import { Slot } from './Slot'
import css from './shell.module.css'
import { Banner } from './ui/Banner'
import { IconCloudOff, IconDots, IconHome, IconMenu2, IconSchool } from './ui/icons'
import { w } from './words'

const KeysPanel = lazy(() => import('./KeysPanel').then((m) => ({ default: m.KeysPanel })))
const MenuSheet = lazy(() => import('./MenuSheet').then((m) => ({ default: m.MenuSheet })))

const HOME: NavItem = {
  label: () => w('home'),
  to: '/',
  needs: 'his.admin.home.read' as NavItem['needs'],
  icon: IconHome,
}

/** What stands around every page: rail, top bar, thin bars; a bottom bar on a phone. */
export function Shell() {
  const { facility } = useAssembly()
  const lineUp = useLineUp()
  const nav = [HOME, ...useNav()]
  const phone = useMediaQuery('(max-width: 767px)', window.innerWidth < 768)
  const [keysOpen, keys] = useDisclosure(false)
  useKeys({ '?': { label: w('keysOpen'), act: keys.open } })
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        {w('skip')}
      </a>
      {!phone && <Rail nav={nav} />}
      <div className={css.body}>
        <header className={css.top}>
          <SearchBox />
          <div className={css.topRight}>
            <Slot name="shell.place" />
            <Slot name="shell.light" />
            <PersonMenu onKeys={keys.open} />
          </div>
        </header>
        {facility.demo && (
          <div className={css.practice}>
            <Banner tone="amber" icon={IconSchool}>
              {w('practice')}
            </Banner>
          </div>
        )}
        {!lineUp && (
          <Banner tone="red" icon={IconCloudOff}>
            {w('offline')}
          </Banner>
        )}
        <Slot name="shell.bar" />
        <main id="main" className={css.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {phone && <BottomBar nav={nav} />}
      {keysOpen && (
        <Suspense fallback={null}>
          <KeysPanel open onClose={keys.close} />
        </Suspense>
      )}
    </div>
  )
}

function Rail({ nav }: { nav: NavItem[] }) {
  const large = useMediaQuery('(min-width: 1600px)', window.innerWidth >= 1600)
  const here = hereOf(nav, useLocation().pathname)
  const [pinned, setPinned] = useLocalStorage<boolean | null>({
    key: 'rail',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const wide = pinned ?? large
  return (
    <nav className={css.rail} data-wide={wide || undefined} aria-label={w('menu')}>
      <button
        type="button"
        className={css.railToggle}
        aria-expanded={wide}
        aria-label={`HIS54: ${wide ? w('unpin') : w('pin')}`}
        onClick={() => setPinned(!wide)}
      >
        <IconMenu2 size={20} stroke={1.75} />
        {wide && <b>HIS54</b>}
      </button>
      {nav.map((item) => (
        <Link
          key={item.to}
          to={item.to}
          className={css.railItem}
          title={wide ? undefined : item.label()}
          activeOptions={{ exact: item !== here, includeSearch: false }}
        >
          <item.icon size={20} stroke={1.75} />
          <span>{item.label()}</span>
          {item.useCount && <Count item={item} />}
        </Link>
      ))}
    </nav>
  )
}

function Count({ item }: { item: NavItem }) {
  const n = item.useCount?.()
  return n ? <em className={css.badge}>{n > 99 ? '99+' : n}</em> : null
}

function BottomBar({ nav }: { nav: NavItem[] }) {
  const [open, { close, toggle }] = useDisclosure(false)
  const here = hereOf(nav, useLocation().pathname)
  const home = useHome()
  const others = nav.filter(({ to }) => to !== home?.to) // it is the home page already
  const few = others.length <= 5 ? others : others.slice(0, 4)
  return (
    <>
      <nav className={css.bottom} aria-label={w('menu')}>
        {few.map((item) => (
          <Link key={item.to} to={item.to} activeOptions={{ exact: item !== here }}>
            <item.icon size={22} stroke={1.75} />
            <span>{(item.short ?? item.label)()}</span>
            {item.useCount && <Count item={item} />}
          </Link>
        ))}
        {few.length < others.length && (
          <button type="button" onClick={toggle} aria-expanded={open}>
            <IconDots size={22} stroke={1.75} />
            <span>{w('moreMenu')}</span>
          </button>
        )}
      </nav>
      {open && (
        <Suspense fallback={null}>
          <MenuSheet nav={nav} open onClose={close} />
        </Suspense>
      )}
    </>
  )
}
