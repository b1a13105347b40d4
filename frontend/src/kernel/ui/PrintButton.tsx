import { Loader, Modal } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { ask } from '../client'
import { KeyScope } from '../keys'
import { lastPrinter } from '../printers'
import { type Refusal, refusalOf } from '../refusal'
import { w } from '../words'
import { RefusalNote } from './Alert'
import { Button } from './Button'
import { IconPrinter } from './icons'
import { Dim } from './Panel'
import css from './parts.module.css'

type Props = {
  children?: string
  /** The address of the PDF, or what makes it (a POST answers with the blob). */
  pdf: string | (() => Promise<Blob>)
  /** What the preview is called. */
  title?: string
  /** The page's main print has Ctrl+P; others pass `null`. */
  hotkey?: string | null
  small?: boolean
  off?: boolean
}

/** The PDF that is shown is the one that is printed. */
export function PrintButton({ pdf, title, hotkey = 'Ctrl+P', ...rest }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        icon={IconPrinter}
        hotkey={hotkey ?? undefined}
        small={rest.small}
        off={rest.off}
        onClick={() => setOpen(true)}
      >
        {rest.children ?? w('print')}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={<span className={css.sideTitle}>{title ?? w('preview')}</span>}
        size="min(900px, 96vw)"
        closeButtonProps={{ 'aria-label': w('close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        {open && (
          <KeyScope>
            <Preview pdf={pdf} title={title ?? w('preview')} />
          </KeyScope>
        )}
      </Modal>
    </>
  )
}

function Preview({ pdf, title }: { pdf: Props['pdf']; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const started = useRef(false)
  const [url, setUrl] = useState<string>()
  const [printer, setPrinter] = useState('')
  const [refusal, setRefusal] = useState<Refusal>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once an opening, it may be a numbered copy
  useEffect(() => {
    if (started.current) return
    started.current = true
    const made =
      typeof pdf === 'string'
        ? ask(new URL(pdf, window.location.origin)).then((answer) => answer.blob())
        : pdf()
    made.then(
      (blob) => {
        setPrinter(lastPrinter())
        setUrl(URL.createObjectURL(new Blob([blob], { type: 'application/pdf' })))
      },
      (failure) => setRefusal(refusalOf(failure)),
    )
  }, [])
  useEffect(() => () => URL.revokeObjectURL(url ?? ''), [url])

  if (refusal) return <RefusalNote of={refusal} />
  if (!url) return <Loader m="xl" aria-label={w('loading')} />
  return (
    <div className={css.stack}>
      <iframe ref={frame} className={css.pdf} src={url} title={title} />
      <div className={css.row}>
        <Button
          primary
          icon={IconPrinter}
          hotkey="Ctrl+P"
          onClick={() => frame.current?.contentWindow?.print()}
        >
          {w('print')}
        </Button>
        {printer && <Dim>{w('comesOut', { printer })}</Dim>}
      </div>
    </div>
  )
}
