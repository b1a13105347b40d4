import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from 'react'
import type { FormState } from '../form'
import type { Submit } from '../submit'
import { showInstant } from '../when'
import { w } from '../words'
import { Alert, RefusalNote } from './Alert'
import { Button } from './Button'
import { Facts } from './Panel'
import css from './parts.module.css'

type Context = { fields: Record<string, string>; tried: boolean; goOn: (from: Element) => void }

const FormContext = createContext<Context>({ fields: {}, tried: false, goOn: () => {} })

export function useFormContext() {
  return useContext(FormContext)
}

type Props<T extends object> = {
  /** From `useForm`. */
  form: FormState<T>
  /** From `useSubmit`. */
  submit: Pick<Submit<never, unknown>, 'refusal' | 'fields' | 'present'>
  onSubmit: (values: T) => void
  /** Buttons; the one that sends has `submit`. */
  actions: ReactNode
  /** A long form: its buttons stay in sight while it scrolls. */
  long?: boolean
  /** How the record that somebody else saved reads (409 ChangedMeanwhile). */
  showPresent?: (present: Record<string, unknown>) => ReactNode
  children: ReactNode
}

/** Enter goes to the next field and from the last one sends; Ctrl+Enter sends from anywhere. */
export function Form<T extends object>(props: Props<T>) {
  const { form, submit } = props
  const [tried, setTried] = useState(false)
  // Saved and empty again: nothing is missing yet.
  useEffect(() => {
    if (!form.dirty) setTried(false)
  }, [form.dirty])

  function send(element: HTMLFormElement) {
    setTried(true)
    const wrong = [...element.elements].find((each) =>
      each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement
        ? !each.checkValidity()
        : false,
    ) as HTMLElement | undefined
    if (wrong) wrong.focus()
    else props.onSubmit(form.values)
  }

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key !== 'Enter' || event.defaultPrevented || event.nativeEvent.isComposing) return
    const at = event.target
    if (event.ctrlKey) {
      event.preventDefault()
      event.currentTarget.requestSubmit()
    } else if (at instanceof HTMLInputElement) {
      event.preventDefault()
      goOn(at)
    }
  }

  return (
    <FormContext value={{ fields: submit.fields, tried, goOn }}>
      <form
        noValidate
        className={css.stack}
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          send(event.currentTarget)
        }}
      >
        {form.draftAt && (
          <Alert
            weight="info"
            right={
              <Button small quiet onClick={() => form.reset()}>
                {w('draftDrop')}
              </Button>
            }
          >
            {w('draft', { at: showInstant(form.draftAt) })}
          </Alert>
        )}
        {props.children}
        {submit.present ? (
          <Alert weight="stop">
            <p>{w('changed')}</p>
            {props.showPresent?.(submit.present) ?? <Plain of={submit.present} />}
          </Alert>
        ) : (
          <RefusalNote of={submit.refusal} />
        )}
        <div className={css.row} data-stuck={props.long || undefined}>
          {props.actions}
        </div>
      </form>
    </FormContext>
  )
}

function goOn(from: Element) {
  const form = from.closest('form')
  if (!form) return
  const stops = [
    ...form.querySelectorAll<HTMLElement>(
      'input:not([type=hidden]), textarea, button[type=submit]',
    ),
  ].filter((each) => !each.matches(':disabled, [tabindex="-1"]'))
  const next = stops[stops.indexOf(from as HTMLElement) + 1]
  if (!next || next.matches('button')) form.requestSubmit()
  else {
    next.focus()
    if (next instanceof HTMLInputElement) next.select()
  }
}

function Plain({ of }: { of: Record<string, unknown> }) {
  const shown = Object.entries(of).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  )
  return <Facts of={shown.map(([label, value]) => ({ label, value: String(value) }))} />
}
