import { useEffect, useRef, useState } from 'react'
import { risPacsReadingSaveDraft } from '@/kernel/api/sdk.gen'
import type { ExamReadingOut, ReportSignatureIn } from '@/kernel/api/types.gen'
import { type Refusal, refusalOf } from '@/kernel/refusal'
import { newKey } from '@/kernel/submit'

export type Said = Required<Omit<ReportSignatureIn, 'template_id' | 'ticket'>> & {
  template_id: string | null
}

const WHILE = 1500

export function saidOf(of: ExamReadingOut): Said {
  const kept = of.draft
  return {
    findings: kept?.findings ?? '',
    conclusion: kept?.conclusion ?? '',
    recommendation: kept?.recommendation ?? '',
    critical: kept?.critical ?? '',
    structured: (kept?.structured ?? {}) as Record<string, string>,
    template_id: kept?.template_id ?? null,
  }
}

/** What is written, kept at the server a moment after each change. */
export function useDraft(of: ExamReadingOut) {
  const [said, setSaid] = useState<Said>(() => saidOf(of))
  const [savedAt, setSavedAt] = useState(of.draft?.saved_at)
  const [refusal, setRefusal] = useState<Refusal>()
  const version = useRef(of.draft?.version ?? 0)
  const touched = useRef(false)
  const running = useRef<Promise<void>>(undefined)
  const last = useRef(said)
  last.current = said

  const save = async () => {
    await running.current
    if (!touched.current) return
    touched.current = false
    running.current = risPacsReadingSaveDraft({
      path: { reading_id: of.line.id },
      body: { ...last.current, version: version.current },
      headers: { 'Idempotency-Key': newKey() },
    })
      .then(({ data }) => {
        version.current = data.version
        setSavedAt(data.saved_at)
        setRefusal(undefined)
      })
      .catch((failure) => {
        touched.current = true
        setRefusal(refusalOf(failure))
      })
    await running.current
  }
  const change = (some: Partial<Said>) => {
    touched.current = true
    setSaid((before) => ({ ...before, ...some }))
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed last is kept, once
  useEffect(() => {
    if (!touched.current || !of.may_write) return
    const later = setTimeout(save, WHILE)
    return () => clearTimeout(later)
  }, [said])
  // What was typed in the last moment is kept when the page is left.
  const latest = useRef(save)
  latest.current = save
  useEffect(
    () => () => {
      void latest.current()
    },
    [],
  )
  /** Nothing more is kept: it has gone out. */
  const sent = () => {
    touched.current = false
  }
  return { said, change, savedAt, refusal, sent, settle: () => running.current }
}
