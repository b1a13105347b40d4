import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisResultsWorkSectionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  lisResultsCheck,
  lisResultsPrintRegister,
  lisResultsQueue,
  lisResultsRepeat,
  lisResultsVerify,
} from '@/kernel/api/sdk.gen'
import type { QueuedResultOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { useSubmit } from '@/kernel/submit'
import { language } from '@/kernel/text'
import {
  Alert,
  Button,
  DangerPanel,
  Dim,
  Field,
  FilterBar,
  Page,
  PrintButton,
  RefusalNote,
  Signing,
  Stack,
  Status,
  useFilters,
} from '@/kernel/ui'
import css from '../parts/lab.module.css'
import { Queued } from '../parts/Queued'
import { t } from '../text'

/** What waits for a signature, with the values before; hundreds are verified at once. */
export function Verify() {
  const sections = useQuery(lisResultsWorkSectionsOptions())
  const filters = [
    {
      name: 'section',
      label: t('section'),
      list: true,
      choices: (sections.data?.items ?? []).map((each) => ({
        value: each.code,
        label: `${language() === 'en' ? each.name_en : each.name} ${each.to_verify || ''}`.trim(),
      })),
    },
    {
      name: 'flagged',
      label: t('flag'),
      choices: [
        { value: 'no', label: t('normal') },
        { value: 'yes', label: t('flagged') },
      ],
    },
  ]
  const { values: asked, set } = useFilters(filters)
  const found = useInfiniteQuery({
    queryKey: ['lis.results.queue', asked],
    queryFn: ({ pageParam, signal }) =>
      lisResultsQueue({
        query: {
          section: asked.section,
          flagged: asked.flagged ? asked.flagged === 'yes' : undefined,
          after: pageParam,
          limit: 200,
        },
        signal,
      }).then((answer) => answer.data),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page?.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  useLive(['lis.results'], [['lis.results.queue'], ['lisResultsWorkSections']])
  const rows = found.data?.pages.flatMap((page) => page?.items ?? [])
  return (
    <Page
      title={t('verify')}
      actions={
        <PrintButton
          title={t('register')}
          pdf={() =>
            lisResultsPrintRegister({
              query: { section: asked.section, language: language() },
              parseAs: 'blob',
            }).then((answer) => answer.data as Blob)
          }
        >
          {t('register')}
        </PrintButton>
      }
    >
      <Stack>
        <FilterBar filters={filters} values={asked} set={set} />
        {found.error && <Alert weight="warning">{refusalOf(found.error).sentence}</Alert>}
        {rows?.length === 0 && <Dim>{t('emptyQueue')}</Dim>}
        {rows && rows.length > 0 && <Queue rows={rows} />}
        {found.hasNextPage && (
          <Button quiet busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Stack>
    </Page>
  )
}

function Queue({ rows }: { rows: QueuedResultOut[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [alone, setAlone] = useState('')
  const [ticket, setTicket] = useState('') // of the signature, good for some minutes
  const [repeating, setRepeating] = useState(false)
  const mayVerify = useMay('lis.results.result.verify')
  const mayCheck = useMay('lis.results.result.check')
  const mine = rows.filter((row) => chosen.has(row.result.id))
  const ids = mine.map((row) => row.result.id)
  const none = () => setChosen(new Set())
  const verify = useSubmit(
    (ticket: string, headers) => lisResultsVerify({ body: { ids, alone, ticket }, headers }),
    { done: none },
  )
  const check = useSubmit(
    (confirm: boolean, headers) => lisResultsCheck({ body: { ids, confirm }, headers }),
    { done: none },
  )
  const repeat = useSubmit(
    (reason: string, headers) => lisResultsRepeat({ body: { ids, reason }, headers }),
    {
      done: () => {
        setRepeating(false)
        none()
      },
    },
  )
  const n = String(ids.length)
  const critical = check.refusal?.error === 'CriticalToConfirm'
  const asksSign = verify.refusal?.error === 'SignAgain'
  const asksWhy = verify.refusal?.error === 'AloneNeedsReason'
  const toggle = (some: string[], on: boolean) => {
    const next = new Set(chosen)
    for (const id of some) on ? next.add(id) : next.delete(id)
    setChosen(next)
  }
  const normal = rows.filter((row) => !row.result.flag && !row.result.delta?.failed && !row.mine)
  return (
    <>
      <div>
        <Button small quiet onClick={() => setChosen(new Set(normal.map((row) => row.result.id)))}>
          {`${t('chooseNormal')} (${normal.length})`}
        </Button>{' '}
        {ids.length > 0 && (
          <Button small quiet onClick={none}>
            {t('chooseNone')}
          </Button>
        )}
      </div>
      {grouped(rows).map((group) => (
        <Queued key={group[0]?.result.id} rows={group} chosen={chosen} onToggle={toggle} />
      ))}
      <div className={css.tools}>
        <RefusalNote of={verify.refusal ?? check.refusal} />
        {asksSign && (
          <Signing
            ways={(verify.refusal?.facts?.ways as string[] | undefined) ?? ['password']}
            onTicket={(made) => {
              setTicket(made)
              verify.submit(made)
            }}
          />
        )}
        {asksWhy && (
          <Field label={t('alone')} hint={t('aloneHint')} value={alone} onChange={setAlone} />
        )}
        {mayVerify && (
          <Button
            primary
            hotkey="F9"
            busy={verify.busy}
            off={ids.length === 0}
            onClick={() => verify.submit(ticket)}
          >
            {t('verifyN', { n })}
          </Button>
        )}
        {mayCheck && (
          <Button
            danger={critical}
            hotkey="F8"
            busy={check.busy}
            off={ids.length === 0}
            onClick={() => check.submit(critical)}
          >
            {critical ? t('confirmCheck') : t('checkN', { n })}
          </Button>
        )}
        {mayCheck && (
          <Button quiet off={ids.length === 0} onClick={() => setRepeating(true)}>
            {t('repeatN', { n })}
          </Button>
        )}
        {verify.done && ids.length === 0 && (
          <Status tone="green">{t('done', { n: String(verify.done.length) })}</Status>
        )}
      </div>
      {repeating && (
        <DangerPanel
          open
          title={t('repeat')}
          verb={t('repeatVerb')}
          before={mine.map((row) => `${row.result.name}: ${row.result.value}`).join('\n')}
          after={t('repeatAfter')}
          busy={repeat.busy}
          refusal={repeat.refusal}
          onAct={repeat.submit}
          onClose={() => setRepeating(false)}
        />
      )}
    </>
  )
}

function grouped(rows: QueuedResultOut[]): QueuedResultOut[][] {
  const groups = new Map<string, QueuedResultOut[]>()
  for (const row of rows) {
    groups.set(row.result.patient_id, [...(groups.get(row.result.patient_id) ?? []), row])
  }
  return [...groups.values()]
}
