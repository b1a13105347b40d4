import { useMantineColorScheme } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { Fragment, type KeyboardEvent, type ReactNode, useContext, useRef, useState } from 'react'
import { client } from './api/client.gen'
import { signOut } from './client'
import { useAssembly } from './may'
import { InstalledContext } from './module'
import css from './shell.module.css'
import { speak, useLanguage } from './text'
import {
  type Icon,
  IconChevronDown,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCircle,
} from './ui/icons'
import { Key } from './ui/Key'
import { w } from './words'

/** Who is here, in which language, light or dark; and the way out. */
export function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const { user, facility, version, modules } = useAssembly()
  const installed = useContext(InstalledContext)
  const own = installed.filter((m) => modules.includes(m.id)).flatMap((m) => m.person ?? [])
  const navigate = useNavigate()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const other = useLanguage() === 'vi' ? 'en' : 'vi'
  const dark = colorScheme === 'dark'
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const box = useClickOutside<HTMLDivElement>(() => setOpen(false))

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
    const at = items.indexOf(document.activeElement as HTMLElement)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setOpen(true)
      items[(at + step + items.length) % items.length]?.focus()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      setOpen(false)
      if (event.key === 'Escape') opener.current?.focus()
    }
  }

  const item = (sign: Icon, label: ReactNode, act: () => void, right?: ReactNode) => (
    <Item
      icon={sign}
      right={right}
      act={() => {
        setOpen(false)
        act()
      }}
    >
      {label}
    </Item>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move within the menu
    <div ref={box} className={css.personBox} onKeyDown={onKeyDown}>
      <button
        ref={opener}
        type="button"
        className={css.person}
        aria-label={`${w('person')}: ${user.name}`}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconUserCircle size={20} stroke={1.75} />
        <span>{user.name}</span>
        <IconChevronDown size={14} />
      </button>
      <div className={css.menu} role="menu" hidden={!open} aria-label={w('person')}>
        <p>
          <b>{user.name}</b> · {user.username}
          <br />
          {facility.name}
        </p>
        {own.map(({ to, icon, label }) => (
          <Fragment key={to}>{item(icon, label(), () => navigate({ to }))}</Fragment>
        ))}
        {item(IconLanguage, <span lang={other}>{w('language')}</span>, () => {
          speak(other)
          rememberLanguage(other)
        })}
        {item(dark ? IconSun : IconMoon, dark ? w('lightMode') : w('dark'), () =>
          setColorScheme(dark ? 'light' : 'dark'),
        )}
        {item(IconKeyboard, w('keys'), onKeys, <Key of="?" />)}
        <hr />
        {item(IconLogout, w('signOut'), signOut)}
        {version && <p>HIS54 {version}</p>}
      </div>
    </div>
  )
}

function Item(props: { icon: Icon; act: () => void; right?: ReactNode; children: ReactNode }) {
  return (
    <button type="button" role="menuitem" tabIndex={-1} onClick={props.act}>
      <props.icon size={16} stroke={1.75} />
      {props.children}
      {props.right}
    </button>
  )
}

/** On the person too, so that the next PC speaks it. A failure costs nothing here. */
function rememberLanguage(language: 'vi' | 'en') {
  client.post({ url: '/api/session/language', body: { language } }).catch(() => {})
}
