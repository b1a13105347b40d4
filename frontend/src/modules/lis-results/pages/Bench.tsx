import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { lisResultsWorkSectionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisResultsEnter, lisResultsWork } from '@/kernel/api/sdk.gen'
import type { CultureIn, LabLineOut, Step } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { refusalOf } from '@/kernel/refusal'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Alert,
  Button,
  Dim,
  FilterBar,
  Page,
  RefusalNote,
  Stack,
  Status,
  useFilters,
} from '@/kernel/ui'
import { BenchLine } from '../parts/BenchLine'
import { CulturePanel } from '../parts/CulturePanel'
import css from '../parts/lab.module.css'
import { t } from '../text'

const STEPS: Step[] = ['to_run', 'resulted', 'all']
type Typed = { values: Record<string, string>; cultures: Record<string, CultureIn> }

/** Tests at the bench, grouped by tube; Enter goes on, F9 keeps all that was typed. */
export function Bench() {
  const sections = useQuery(lisResultsWorkSectionsOptions())
  const filters = [
    { name: 'q', label: t('scan'), kind: 'text' as const, focus: true },
    {
      name: 'section',
      label: t('section'),
      list: true,
      choices: (sections.data?.items ?? []).map((each) => ({
        value: each.code,
        label: `${language() === 'en' ? each.name_en : each.name} ${each.to_run || ''}`.trim(),
      })),
    },
    {
      name: 'step',
      label: t('step'),
      start: 'to_run',
      always: true,
      choices: STEPS.map((value) => ({ value, label: t(value) })),
    },
  ]
  const { values: asked, set } = useFilters(filters)
  const found = useInfiniteQuery({
    queryKey: ['lis.results.work', asked],
    queryFn: ({ pageParam, signal }) =>
      lisResultsWork({
        query: {
          section: asked.section,
          specimen: asked.q,
          step: asked.q ? 'all' : (asked.step as Step),
          after: pageParam,
          limit: 100,
        },
        signal,
      }).then((answer) => answer.data),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page?.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  useLive(['specimens', 'lis.results'], [['lis.results.work'], ['lisResultsWorkSections']])
  const lines = found.data?.pages.flatMap((page) => page?.items ?? [])
  return (
    <Page title={t('bench')}>
      <Stack>
        <FilterBar filters={filters} values={asked} set={set} />
        {found.error && <Alert weight="warning">{refusalOf(found.error).sentence}</Alert>}
        {lines?.length === 0 && <Dim>{t('nothing')}</Dim>}
        {lines && lines.length > 0 && <Grid lines={lines} />}
        {found.hasNextPage && (
          <Button quiet busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Stack>
    </Page>
  )
}

function Grid({ lines }: { lines: LabLineOut[] }) {
  const form = useForm<Typed>({ values: {}, cultures: {} }, { draft: 'lis.results.work' })
  const [culture, setCulture] = useState<LabLineOut>()
  const [said, setSaid] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const save = useSubmit(
    (confirmed: string[], headers) =>
      lisResultsEnter({
        body: {
          entries: ready.map((line) => ({
            item_id: line.item_id,
            value: form.values.values[line.item_id] ?? '',
            culture: form.values.cultures[line.item_id],
            confirmed: confirmed.includes(line.item_id),
          })),
        },
        headers,
      }),
    {
      done: (kept) => {
        form.reset({ values: {}, cultures: {} })
        setSaid(t('kept', { n: String(kept.results.length), verified: String(kept.verified) }))
      },
    },
  )
  const ready = lines.filter(
    (line) =>
      (form.values.values[line.item_id] ?? '').trim() !== '' ||
      form.values.cultures[line.item_id] !== undefined,
  )
  const critical = save.refusal?.error === 'CriticalNotConfirmed'

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const fields = [...(box.current?.querySelectorAll<HTMLInputElement>('input[data-test]') ?? [])]
    const at = fields.indexOf(event.target as HTMLInputElement)
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (at < 0 || !step || event.ctrlKey) return
    if (event.key !== 'Enter' && fields[at]?.list) return // its choices open with the arrows
    const next = fields[at + step]
    if (!next) return
    event.preventDefault()
    next.focus()
    next.select()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows and Enter move between its fields
    <div ref={box} onKeyDown={onKeyDown}>
      {grouped(lines).map((group) => (
        <Group key={group[0]?.item_id} lines={group}>
          {group.map((line) => (
            <BenchLine
              key={line.item_id}
              line={line}
              value={form.values.values[line.item_id] ?? ''}
              onChange={(value) =>
                form.set('values', { ...form.values.values, [line.item_id]: value })
              }
              onCulture={() => setCulture(line)}
            />
          ))}
        </Group>
      ))}
      <div className={css.tools}>
        {critical ? (
          <Alert weight="stop">{`${save.refusal?.sentence ?? ''} ${t('criticalHelp')}`}</Alert>
        ) : (
          <RefusalNote of={save.refusal} />
        )}
        {critical ? (
          <Button
            danger
            hotkey="F8"
            busy={save.busy}
            onClick={() => save.submit((save.refusal?.facts.items ?? []) as string[])}
          >
            {t('confirm')}
          </Button>
        ) : (
          <Button
            primary
            hotkey="F9"
            busy={save.busy}
            off={ready.length === 0}
            onClick={() => save.submit([])}
          >
            {ready.length > 0 ? t('keepN', { n: String(ready.length) }) : t('keep')}
          </Button>
        )}
        {said && !form.dirty && <Status tone="green">{said}</Status>}
      </div>
      {culture && (
        <CulturePanel
          name={culture.name}
          start={form.values.cultures[culture.item_id]}
          onClose={() => setCulture(undefined)}
          onUse={(grown) => {
            form.set('cultures', { ...form.values.cultures, [culture.item_id]: grown })
            setCulture(undefined)
          }}
        />
      )}
    </div>
  )
}

function grouped(lines: LabLineOut[]): LabLineOut[][] {
  const groups = new Map<string, LabLineOut[]>()
  for (const line of lines) {
    const key = `${line.encounter_id}/${line.specimen_code}`
    groups.set(key, [...(groups.get(key) ?? []), line])
  }
  return [...groups.values()]
}

function Group({ lines, children }: { lines: LabLineOut[]; children: React.ReactNode }) {
  const first = lines[0]
  if (!first) return null
  const { patient, urgency } = first
  return (
    <section className={css.order} aria-label={patient.name}>
      <header>
        <strong>{patient.name}</strong>
        <Dim>
          {patient.code} · {patient.age[language()]} · {first.specimen_code}
        </Dim>
        {urgency !== 'routine' && <Status tone="red">{t(urgency)}</Status>}
      </header>
      {children}
    </section>
  )
}
