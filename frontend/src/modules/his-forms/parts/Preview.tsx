import { useEffect, useState } from 'react'
import { ask } from '@/kernel/client'
import { type Refusal, refusalOf } from '@/kernel/refusal'
import { Dim, RefusalNote } from '@/kernel/ui'
import css from '../forms.module.css'
import { t } from '../text'

const PAUSE = 700 // ms without a key before the template is set again

/** The template as it would be printed, a moment after the last key. */
export function Preview({ form, source }: { form: string; source: string }) {
  const [url, setUrl] = useState<string>()
  const [refusal, setRefusal] = useState<Refusal>()

  useEffect(() => {
    const gone = new AbortController()
    const timer = setTimeout(() => {
      ask(new URL(`/api/forms/${form}/preview`, window.location.origin), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ source }),
        signal: gone.signal,
      })
        .then((answer) => answer.blob())
        .then((blob) => {
          setRefusal(undefined)
          setUrl(URL.createObjectURL(new Blob([blob], { type: 'application/pdf' })))
        })
        .catch((failure) => {
          if (!gone.signal.aborted) setRefusal(refusalOf(failure))
        })
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [form, source])
  useEffect(() => () => URL.revokeObjectURL(url ?? ''), [url])

  return (
    <div className={css.side}>
      <span>{t('preview')}</span>
      <RefusalNote of={refusal} />
      {url && <iframe className={css.paper} src={url} title={t('preview')} />}
      <Dim>{t('masked')}</Dim>
    </div>
  )
}
