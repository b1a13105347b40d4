import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisCatalogsEntriesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { CultureIn, IsolateIn, SusceptibilityIn } from '@/kernel/api/types.gen'
import { Button, Check, Field, Panel, Row, SidePanel, Stack } from '@/kernel/ui'
import { t } from '../text'
import css from './lab.module.css'

type Props = {
  name: string
  start?: CultureIn
  onUse: (culture: CultureIn) => void
  onClose: () => void
}

const NEW: IsolateIn = { organism: '', name: '', quantity: '', antibiogram: [] }
const MARKS = ['S', 'I', 'R'] as const

/** What grew and what it resists; nothing grew is an answer, too. */
export function CulturePanel({ name, start, onUse, onClose }: Props) {
  const [isolates, setIsolates] = useState<IsolateIn[]>(start?.isolates ?? [])
  const organisms = useNames('organism')
  const drugs = useNames('antibiotic')
  const change = (at: number, more: Partial<IsolateIn>) =>
    setIsolates(isolates.map((each, n) => (n === at ? { ...each, ...more } : each)))
  const whole = isolates.every(
    (each) => each.name.trim() && (each.antibiogram ?? []).every((drug) => drug.name.trim()),
  )
  return (
    <SidePanel open title={name} onClose={onClose}>
      <Stack>
        <Names id="lab-organisms" of={organisms.names} />
        <Names id="lab-antibiotics" of={drugs.names} />
        <Check
          label={t('noGrowth')}
          value={isolates.length === 0}
          onChange={(none) => setIsolates(none ? [] : [{ ...NEW }])}
        />
        {isolates.map((isolate, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name while they are typed
          <Panel key={at} title={`${at + 1}`}>
            <input
              className={css.value}
              data-words
              list="lab-organisms"
              aria-label={t('organism')}
              placeholder={t('organism')}
              maxLength={200}
              value={isolate.name}
              onChange={(event) => {
                const name = event.currentTarget.value
                change(at, { name, organism: organisms.codeOf(name) })
              }}
            />
            <Field
              label={t('quantity')}
              value={isolate.quantity ?? ''}
              placeholder="10^5 CFU/mL"
              onChange={(quantity) => change(at, { quantity })}
            />
            <Drugs
              of={isolate.antibiogram ?? []}
              codeOf={drugs.codeOf}
              onChange={(antibiogram) => change(at, { antibiogram })}
            />
            <Button small quiet onClick={() => setIsolates(isolates.filter((_, n) => n !== at))}>
              {t('remove')}
            </Button>
          </Panel>
        ))}
        <Row>
          {isolates.length > 0 && isolates.length < 6 && (
            <Button small onClick={() => setIsolates([...isolates, { ...NEW }])}>
              {t('addIsolate')}
            </Button>
          )}
          <Button primary hotkey="F9" off={!whole} onClick={() => onUse({ isolates })}>
            {t('useIt')}
          </Button>
        </Row>
      </Stack>
    </SidePanel>
  )
}

/** The names of a shared list, and the code of a name; one that the list lacks is its own. */
function useNames(list: string) {
  const found = useQuery(
    hisCatalogsEntriesOptions({ path: { list_id: list }, query: { limit: 200 } }),
  )
  const known = found.data?.items ?? []
  return {
    names: known.map((each) => each.name),
    codeOf: (name: string) =>
      known.find((each) => each.name === name)?.code ?? name.trim().toLowerCase().slice(0, 60),
  }
}

function Names({ id, of }: { id: string; of: string[] }) {
  return (
    <datalist id={id}>
      {of.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  )
}

function Drugs({
  of,
  codeOf,
  onChange,
}: {
  of: SusceptibilityIn[]
  codeOf: (name: string) => string
  onChange: (drugs: SusceptibilityIn[]) => void
}) {
  const change = (at: number, more: Partial<SusceptibilityIn>) =>
    onChange(of.map((each, n) => (n === at ? { ...each, ...more } : each)))
  return (
    <Stack>
      {of.map((drug, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name while they are typed
        <div className={css.drugs} key={at}>
          <input
            className={css.value}
            data-words
            list="lab-antibiotics"
            aria-label={t('antibiotic')}
            placeholder={t('antibiotic')}
            maxLength={200}
            value={drug.name}
            onChange={(event) =>
              change(at, {
                name: event.currentTarget.value,
                antibiotic: codeOf(event.currentTarget.value),
              })
            }
          />
          <input
            className={css.value}
            aria-label={t('measured')}
            placeholder="MIC"
            maxLength={40}
            value={drug.value ?? ''}
            onChange={(event) => change(at, { value: event.currentTarget.value })}
          />
          <select
            className={css.value}
            aria-label={t('sir')}
            value={drug.sir}
            onChange={(event) => change(at, { sir: event.currentTarget.value })}
          >
            {MARKS.map((mark) => (
              <option key={mark}>{mark}</option>
            ))}
          </select>
          <Button small quiet onClick={() => onChange(of.filter((_, n) => n !== at))}>
            ✕
          </Button>
        </div>
      ))}
      <Button
        small
        quiet
        onClick={() => onChange([...of, { antibiotic: '', name: '', sir: 'S', value: '' }])}
      >
        {t('addDrug')}
      </Button>
    </Stack>
  )
}
