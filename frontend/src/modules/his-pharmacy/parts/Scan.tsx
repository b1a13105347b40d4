import { useState } from 'react'
import { hisPharmacyScanCode } from '@/kernel/api/sdk.gen'
import type { PackScanOut } from '@/kernel/api/types.gen'
import { type Refusal, refusalOf } from '@/kernel/refusal'
import { Field, RefusalNote } from '@/kernel/ui'

/** Where a scanner types: a code and Enter. It stays ready for the next one. */
export function Scan({
  label,
  hint,
  onScan,
  off,
}: {
  label: string
  hint?: string
  onScan: (found: PackScanOut) => void
  off?: boolean
}) {
  const [code, setCode] = useState('')
  const [refusal, setRefusal] = useState<Refusal>()
  async function look() {
    const asked = code.trim()
    if (!asked) return
    setCode('')
    try {
      const answer = await hisPharmacyScanCode({ query: { code: asked } })
      setRefusal(undefined)
      if (answer.data) onScan(answer.data)
    } catch (failure) {
      setRefusal(refusalOf(failure))
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        look()
      }}
    >
      <Field label={label} hint={hint} autoFocus value={code} onChange={setCode} off={off} />
      <RefusalNote of={refusal} />
    </form>
  )
}
