import { Button as MantineButton } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { useKeys } from '../keys'
import type { Icon } from './icons'
import { Key } from './Key'

type Props = {
  children: string
  onClick?: () => void
  /** One a page: what one usually does next. */
  primary?: boolean
  /** Opens a SidePanel for a dangerous act. */
  danger?: boolean
  /** Written on the button and pressing it: `F9`, `Ctrl+S`. */
  hotkey?: string
  icon?: Icon
  busy?: boolean
  off?: boolean
  quiet?: boolean
  small?: boolean
  submit?: boolean
  /** -1 where something beside it is in the order of Tab already. */
  tabIndex?: number
  right?: ReactNode
}

export function Button(props: Props) {
  const { hotkey, icon: Sign, primary, danger, quiet, busy, off, small } = props
  const self = useRef<HTMLButtonElement>(null)
  const button = (
    <MantineButton
      ref={self}
      type={props.submit ? 'submit' : 'button'}
      onClick={props.onClick}
      variant={primary ? 'filled' : quiet ? 'subtle' : 'default'}
      c={danger ? 'var(--red-ink)' : quiet ? 'var(--brand)' : undefined}
      loading={busy}
      disabled={off}
      tabIndex={props.tabIndex}
      h={small ? 26 : undefined}
      px={small ? 8 : undefined}
      fz={small ? 13 : undefined}
      leftSection={Sign && <Sign size={16} stroke={1.75} />}
      rightSection={hotkey ? <Key of={hotkey} /> : props.right}
      aria-keyshortcuts={hotkey?.replace('Ctrl', 'Control')}
    >
      {props.children}
    </MantineButton>
  )
  return hotkey ? (
    <>
      {button}
      <Hotkey
        of={hotkey}
        label={props.children}
        off={off || busy}
        act={() => self.current?.click()}
      />
    </>
  ) : (
    button
  )
}

function Hotkey({ of, ...act }: { of: string; label: string; off?: boolean; act: () => void }) {
  useKeys({ [of]: act })
  return null
}
