import { useState } from 'react'
import { lisReagentsScan } from '@/kernel/api/sdk.gen'
import type { ReagentScanOut } from '@/kernel/api/types.gen'
import { type Refusal, refusalOf } from '@/kernel/refusal'
import { Button, Field, Panel, RefusalNote, Row } from '@/kernel/ui'
import { t } from '../text'

/** A scanner types the code and presses Enter. */
export function ScanBox({ onRead }: { onRead: (found: ReagentScanOut) => void }) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal>()
  async function read() {
    if (!code.trim()) return
    setBusy(true)
    setRefusal(undefined)
    try {
      const { data } = await lisReagentsScan({ query: { code: code.trim() } })
      setCode('')
      onRead(data)
    } catch (error) {
      setRefusal(refusalOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void read()
        }}
      >
        <Row>
          <Field
            label={t('scan')}
            hint={t('scanHint')}
            most={200}
            value={code}
            onChange={setCode}
          />
          <Button submit busy={busy}>
            {t('read')}
          </Button>
        </Row>
        <RefusalNote of={refusal} />
      </form>
    </Panel>
  )
}
