import { useEffect, useRef, useState } from 'react'
import { language } from '@/kernel/text'
import { Alert, Button } from '@/kernel/ui'
import { IconSpeakerphone } from '@/kernel/ui/icons'
import { t } from '../text'

type Heard = { isFinal: boolean; 0: { transcript: string } }
type Recogniser = {
  lang: string
  continuous: boolean
  interimResults: boolean
  onresult: ((event: { resultIndex: number; results: ArrayLike<Heard> }) => void) | null
  onerror: ((event: { error: string }) => void) | null
  onend: (() => void) | null
  start: () => void
  stop: () => void
}

function recogniser(): Recogniser | undefined {
  const has = window as unknown as Record<string, (new () => Recogniser) | undefined>
  const Made = has.SpeechRecognition ?? has.webkitSpeechRecognition
  return Made && new Made()
}

/** Speech becomes text where the browser hears; where it does not, that is said. */
export function Dictation({ onHeard }: { onHeard: (text: string) => void }) {
  const [hears, setHears] = useState(false)
  const [hint, setHint] = useState('')
  const running = useRef<Recogniser>(undefined)
  const told = useRef(onHeard)
  told.current = onHeard
  useEffect(() => () => running.current?.stop(), [])
  const begin = () => {
    const made = recogniser()
    if (!made) {
      setHint(t('noDictation'))
      return
    }
    made.lang = language() === 'en' ? 'en-US' : 'vi-VN'
    made.continuous = true
    made.interimResults = false
    made.onresult = (event) => {
      for (let n = event.resultIndex; n < event.results.length; n++) {
        const heard = event.results[n]
        if (heard?.isFinal) told.current(heard[0].transcript)
      }
    }
    made.onerror = (event) => setHint(t('dictationFailed', { why: event.error }))
    made.onend = () => setHears(false)
    running.current = made
    setHint('')
    setHears(true)
    made.start()
  }
  return (
    <>
      <Button
        small
        icon={IconSpeakerphone}
        primary={hears}
        hotkey="Alt+M"
        onClick={() => (hears ? running.current?.stop() : begin())}
      >
        {t(hears ? 'stopDictation' : 'dictate')}
      </Button>
      {hint && <Alert weight="info">{hint}</Alert>}
    </>
  )
}
