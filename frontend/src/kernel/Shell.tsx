import { Drawer, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { Link, Outlet } from '@tanstack/react-router'
import { client } from './api/client.gen'
import { signOut } from './client'
import { KeysPanel } from './KeysPanel'
import { useKeys } from './keys'
import { useLineUp } from './line'
import { useAssembly } from './may'
import type { NavItem } from './module'
import { useNav } from './nav'
import { SearchBox } from './SearchBox'
import { Slot } from './Slot'
import css from './shell.module.css'
import { speak, useLanguage } from './text'
import { Banner, Key } from './ui'
import {
  IconChevronDown,
  IconCloudOff,
  IconDots,
  IconHome,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMenu2,
  IconMoon,
  IconSchool,
  IconSun,
  IconUserCircle,
} from './ui/icons'
import { w } from './words'

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
          <Banner tone="amber" icon={IconSchool}>
            {w('practice')}
          </Banner>
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
      <KeysPanel open={keysOpen} onClose={keys.close} />
    </div>
  )
}

function Rail({ nav }: { nav: NavItem[] }) {
  const large = useMediaQuery('(min-width: 1600px)', window.innerWidth >= 1600)
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
        aria-label={wide ? w('unpin') : w('pin')}
        onClick={() => setPinned(!wide)}
      >
        <IconMenu2 size={20} stroke={1.75} />
        {wide && <b>HIS54</b>}
      </button>
      {nav.map((item) => (
        <Tooltip key={item.to} label={item.label()} position="right" disabled={wide}>
          <Link
            to={item.to}
            className={css.railItem}
            activeOptions={{ exact: item.to === '/', includeSearch: false }}
          >
            <item.icon size={20} stroke={1.75} />
            <span>{item.label()}</span>
            {item.useCount && <Count item={item} />}
          </Link>
        </Tooltip>
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
  const few = nav.length <= 5 ? nav : nav.slice(0, 4)
  return (
    <>
      <nav className={css.bottom} aria-label={w('menu')}>
        {few.map((item) => (
          <Link key={item.to} to={item.to} activeOptions={{ exact: item.to === '/' }}>
            <item.icon size={22} stroke={1.75} />
            <span>{item.label()}</span>
            {item.useCount && <Count item={item} />}
          </Link>
        ))}
        {few.length < nav.length && (
          <button type="button" onClick={toggle} aria-expanded={open}>
            <IconDots size={22} stroke={1.75} />
            <span>{w('moreMenu')}</span>
          </button>
        )}
      </nav>
      <Drawer
        opened={open}
        onClose={close}
        position="bottom"
        size="auto"
        title={w('menu')}
        closeButtonProps={{ 'aria-label': w('close') }}
      >
        <nav className={css.sheet}>
          {nav.map((item) => (
            <Link key={item.to} to={item.to} onClick={close}>
              <item.icon size={20} stroke={1.75} />
              {item.label()}
            </Link>
          ))}
        </nav>
      </Drawer>
    </>
  )
}

function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const { user, facility, version } = useAssembly()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const other = useLanguage() === 'vi' ? 'en' : 'vi'
  const dark = colorScheme === 'dark'
  return (
    <Menu position="bottom-end" width={240} shadow="md">
      <Menu.Target>
        <button type="button" className={css.person} aria-label={`${w('person')}: ${user.name}`}>
          <IconUserCircle size={20} stroke={1.75} />
          <span>{user.name}</span>
          <IconChevronDown size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name} · {user.username}
          <br />
          {facility.name}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconLanguage size={16} />}
          lang={other}
          onClick={() => {
            speak(other)
            rememberLanguage(other)
          }}
        >
          {w('language')}
        </Menu.Item>
        <Menu.Item
          leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          {dark ? w('lightMode') : w('dark')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} />}
          rightSection={<Key of="?" />}
          onClick={onKeys}
        >
          {w('keys')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut()}>
          {w('signOut')}
        </Menu.Item>
        {version && <Menu.Label>HIS54 {version}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  )
}

/** On the person too, so that the next PC speaks it. A failure costs nothing here. */
function rememberLanguage(language: 'vi' | 'en') {
  client.patch({ url: '/api/session', body: { language } }).catch(() => {})
}
