import { useMutation } from '@tanstack/react-query'
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useState,
} from 'react'
import { hisPatientsScan } from '@/kernel/api/sdk.gen'
import type { ScanOut } from '@/kernel/api/types.gen'
import { refusalOf } from '@/kernel/refusal'
import { say } from '@/kernel/text'
import { Alert, Key, RefusalNote } from '@/kernel/ui'
import { IconScan, IconUserPlus } from '@/kernel/ui/icons'
import { w } from '@/kernel/words'
import { t } from '../text'
import css from './find.module.css'
import { PatientWords } from './PatientWords'
import { fromScan, fromWords, type Newcomer } from './particulars'
import { isName, useFound } from './useFound'

type Props = {
  input: RefObject<HTMLInputElement | null>
  onKnown: (patientId: string, scan?: ScanOut) => void
  onNew: (prefill: Partial<Newcomer>, scan?: ScanOut) => void
  mayRegister: boolean
}

/**
 * The one field of the desk. A scanner types a card and presses Enter: whoever has it opens.
 * Words search as typed; Enter takes the marked line.
 */
export function FindPatient({ input, onKnown, onNew, mayRegister }: Props) {
  const list = useId()
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const [eager, setEager] = useState(false)
  const scan = useMutation({
    mutationFn: (typed: string) => hisPatientsScan({ body: { text: typed } }).then((r) => r.data),
    onSuccess: scanned,
    networkMode: 'always',
  })
  const typed = text.trim()
  const found = useFound(isName(typed) ? typed : '')
  const several = scan.data && scan.data.found.length > 1 ? scan.data.found : undefined
  const lines = isName(typed) ? found.lines : several
  const shown = open && (isName(typed) ? typed.length >= 2 && !found.waiting : Boolean(several))
  const nobody = scan.data && !scan.data.found.length && !isName(typed) && typed !== ''
  const last = (lines?.length ?? 0) - (mayRegister ? 0 : 1)

  function scanned(card: ScanOut, asked: string) {
    const [only, ...others] = card.found
    if (only && !others.length) return leave(() => onKnown(only.id, card))
    if (only || card.card_state !== null) return setOpen(true)
    if (card.name && mayRegister) leave(() => onNew(fromScan(card), card))
    else if (!isName(asked)) setOpen(true)
  }

  function leave(go: () => void) {
    setText('')
    setOpen(false)
    setEager(false)
    scan.reset()
    go()
  }

  function pick(index: number) {
    const line = lines?.[index]
    if (line) leave(() => onKnown(line.id, several ? scan.data : undefined))
    else if (mayRegister) leave(() => onNew(fromWords(typed)))
  }

  // Enter came before the answer: only one who is alone is taken unseen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the answer's arrival counts
  useEffect(() => {
    if (!eager || found.waiting) return
    setEager(false)
    if (found.lines?.length === 1) pick(0)
  }, [eager, found.waiting])

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      event.preventDefault()
      setAt((now) => Math.max(0, Math.min(last, now + step)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const now = event.currentTarget.value.trim() // a scanner is faster than the screen
      if (!now) return
      if (!isName(now)) {
        if (shown && now === typed && several) pick(at)
        else if (nobody && mayRegister) pick(-1)
        else if (!scan.isPending) scan.mutate(now)
      } else if (now === typed && shown) pick(at)
      else setEager(true)
    } else if (event.key === 'Escape') {
      setText('')
      setOpen(false)
      scan.reset()
    }
  }

  return (
    <div className={css.find}>
      <IconScan size={22} stroke={1.5} />
      <input
        ref={input}
        role="combobox"
        aria-expanded={shown}
        aria-controls={list}
        aria-activedescendant={shown ? `${list}-${at}` : undefined}
        aria-label={t('find')}
        placeholder={t('find')}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
          setEager(false)
          setOpen(true)
          if (scan.data || scan.error) scan.reset()
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {(scan.isPending || (isName(typed) && found.waiting)) && (
        <span className={css.busy} role="status">
          {w('loading')}
        </span>
      )}
      <Key of="F2" />
      {shown && (
        <div className={css.hits} id={list} role="listbox" aria-label={w('choices')}>
          {lines?.map((line, index) => (
            <Hit
              key={line.id}
              id={`${list}-${index}`}
              marked={index === at}
              onPick={() => pick(index)}
            >
              <PatientWords of={line} />
            </Hit>
          ))}
          {mayRegister && (
            <Hit
              id={`${list}-${lines?.length ?? 0}`}
              marked={at === (lines?.length ?? 0)}
              onPick={() => pick(lines?.length ?? 0)}
            >
              <IconUserPlus size={16} />
              {t('registerAs', { name: typed })}
            </Hit>
          )}
        </div>
      )}
      {(nobody || scan.error) && (
        <div className={css.said}>
          {scan.error ? (
            <RefusalNote of={refusalOf(scan.error)} />
          ) : (
            <Alert
              weight="warning"
              right={
                mayRegister && (
                  <button
                    type="button"
                    className={css.new}
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => leave(() => onNew(fromWords(typed)))}
                  >
                    {t('newPatient')}
                  </button>
                )
              }
            >
              {scan.data?.doubts.length
                ? scan.data.doubts.map(say).join(' ')
                : t('nobodyHas', { q: typed.slice(0, 40) })}
            </Alert>
          )}
        </div>
      )}
    </div>
  )
}

function Hit(props: { id: string; marked: boolean; onPick: () => void; children: ReactNode }) {
  return (
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.marked}
      className={css.hit}
      onMouseDown={(event) => {
        event.preventDefault()
        props.onPick()
      }}
    >
      {props.children}
    </div>
  )
}
