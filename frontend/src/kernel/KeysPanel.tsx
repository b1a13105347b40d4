import { Modal } from '@mantine/core'
import { useKeyList } from './keys'
import css from './shell.module.css'
import { Key } from './ui/Key'
import { w } from './words'

/** What `?` shows: every key that does something on this page now. */
export function KeysPanel({ open, onClose }: { open: boolean; onClose: () => void }) {
  const keys = useKeyList()
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={<b className={css.title}>{w('keys')}</b>}
      closeButtonProps={{ 'aria-label': w('close') }}
    >
      <dl className={css.keys}>
        {keys.map(({ key, label }) => (
          <div key={key}>
            <dt>
              <Key of={key.replace('ArrowDown', '↓').replace('ArrowUp', '↑')} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
