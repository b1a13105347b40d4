import { Drawer } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { NavItem } from './module'
import css from './shell.module.css'
import { w } from './words'

/** All screens, on a phone, where the bottom bar has room for four. */
export function MenuSheet(props: { nav: NavItem[]; open: boolean; onClose: () => void }) {
  return (
    <Drawer
      opened={props.open}
      onClose={props.onClose}
      position="bottom"
      size="auto"
      title={<b className={css.title}>{w('menu')}</b>}
      closeButtonProps={{ 'aria-label': w('close') }}
    >
      <nav className={css.sheet} aria-label={w('menu')}>
        {props.nav.map((item) => (
          <Link key={item.to} to={item.to} onClick={props.onClose}>
            <item.icon size={20} stroke={1.75} />
            {item.label()}
          </Link>
        ))}
      </nav>
    </Drawer>
  )
}
