import { Drawer } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { KeyScope } from '../keys'
import type { Refusal } from '../refusal'
import { w } from '../words'
import { RefusalNote } from './Alert'
import { Button } from './Button'
import { Field } from './Field'
import css from './parts.module.css'

/** Something beside the page: details, a small form. Esc closes, and so does Back. */
export function SidePanel({
  open,
  title,
  onClose,
  children,
}: {
  open: boolean
  title: string
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Drawer
      opened={open}
      onClose={onClose}
      position="right"
      size={440}
      title={<span className={css.sideTitle}>{title}</span>}
      closeButtonProps={{ 'aria-label': w('close') }}
      attributes={{ header: { role: 'presentation' } }} // the page has its banner already
    >
      <KeyScope>
        <ClosedByBack onClose={onClose} />
        <div className={css.stack}>{children}</div>
      </KeyScope>
    </Drawer>
  )
}

/** On a phone people press Back to be rid of what covers the page: the page itself stays. */
function ClosedByBack({ onClose }: { onClose: () => void }) {
  useBlocker({
    enableBeforeUnload: false,
    shouldBlockFn: ({ action }) => {
      if (action !== 'BACK') return false
      onClose()
      return true
    },
  })
  return null
}

type ActProps = {
  open: boolean
  title: string
  /** What will be different; shown one above the other. */
  before: ReactNode
  after: ReactNode
  /** Who will be told. */
  tells?: string
  /** The verb on the button: "Huỷ lượt khám". */
  verb: string
  /** What is nearly always the reason; stands there to be changed. */
  usualReason?: string
  busy?: boolean
  refusal?: Refusal
  onAct: (reason: string) => void
  onClose: () => void
  children?: ReactNode
}

/** Cancel, refund, merge, amend: before and after, a reason, who is told; never "are you sure?". */
export function DangerPanel(props: ActProps) {
  const [reason, setReason] = useState(props.usualReason ?? '')
  const [tried, setTried] = useState(false)
  const missing = reason.trim().length < 3
  return (
    <SidePanel open={props.open} title={props.title} onClose={props.onClose}>
      <div className={css.beforeAfter}>
        <div>
          <h3>{w('before')}</h3>
          {props.before}
        </div>
        <div>
          <h3>{w('after')}</h3>
          {props.after}
        </div>
      </div>
      {props.children}
      <Field
        label={w('reason')}
        required
        autoFocus
        lines={3}
        hint={w('reasonHint')}
        value={reason}
        onChange={setReason}
        error={tried && missing ? w('shouldBeFilled') : undefined}
      />
      {props.tells && <p className={css.dim}>{w('toBeTold', { who: props.tells })}</p>}
      <RefusalNote of={props.refusal} />
      <div className={css.row}>
        <Button
          danger
          hotkey="F9"
          busy={props.busy}
          onClick={() => {
            setTried(true)
            if (!missing) props.onAct(reason.trim())
          }}
        >
          {props.verb}
        </Button>
        <Button quiet onClick={props.onClose}>
          {w('cancel')}
        </Button>
      </div>
    </SidePanel>
  )
}
