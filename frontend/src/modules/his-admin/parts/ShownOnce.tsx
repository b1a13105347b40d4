import { useState } from 'react'
import { Alert, Button } from '@/kernel/ui'
import { IconCheck, IconCopy } from '@/kernel/ui/icons'
import { t } from '../text/users'
import css from './shown-once.module.css'

/** A password or key that nobody will see again. */
export function ShownOnce({ label, value, note }: { label: string; value: string; note: string }) {
  const [copied, setCopied] = useState(false)
  // Not on a page that came by plain http over the LAN: then it is read out or typed.
  const copies = navigator.clipboard !== undefined
  return (
    <Alert weight="warning">
      <div>{label}</div>
      <div className={css.line}>
        <code className={css.value}>{value}</code>
        {copies && (
          <Button
            small
            icon={copied ? IconCheck : IconCopy}
            onClick={() => navigator.clipboard.writeText(value).then(() => setCopied(true))}
          >
            {copied ? t('copied') : t('copy')}
          </Button>
        )}
      </div>
      <div>{note}</div>
    </Alert>
  )
}
