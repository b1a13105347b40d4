import { Input } from '@mantine/core'
import { useId, useRef, useState } from 'react'
import { w } from '../words'
import { Button } from './Button'
import { IconUpload, IconX } from './icons'
import { type Entry, Labelled, tied, useComplaint } from './Labelled'
import css from './parts.module.css'

type Props = Entry<File | null> & {
  /** What may be chosen: `.csv,.xlsx` or `application/pdf,image/*`. */
  accept?: string
}

/** One file: chosen, or dropped on the box. */
export function FileField(props: Props) {
  const { value, onChange, accept } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const complaint = useComplaint({ ...props, empty: value === null })
  return (
    <Labelled id={id} entry={props} complaint={complaint}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way, the button is the first */}
      <div
        className={css.file}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(!props.off)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          const dropped = event.dataTransfer.files[0]
          if (dropped && !props.off) onChange(dropped)
        }}
      >
        <Input
          {...tied(id, props, complaint)}
          ref={input}
          type="file"
          name={props.name}
          accept={accept}
          required={props.required && value === null}
          disabled={props.off}
          classNames={{ wrapper: css.fileInput }}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0]
            if (chosen) onChange(chosen)
          }}
        />
        <Button
          icon={IconUpload}
          small
          off={props.off}
          tabIndex={-1}
          onClick={() => input.current?.click()}
        >
          {w('fileChoose')}
        </Button>
        <span className={value ? css.fileName : css.dim}>
          {value ? `${value.name} · ${showSize(value.size)}` : w('fileDrop')}
        </span>
        {value && (
          <button
            type="button"
            className={css.why}
            aria-label={w('fileDropAway')}
            onClick={() => {
              if (input.current) input.current.value = ''
              onChange(null)
            }}
          >
            <IconX size={15} />
          </button>
        )}
      </div>
    </Labelled>
  )
}

function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kb = bytes / 1024
  return kb < 1024 ? `${Math.round(kb)} KB` : `${(kb / 1024).toFixed(1).replace('.', ',')} MB`
}
