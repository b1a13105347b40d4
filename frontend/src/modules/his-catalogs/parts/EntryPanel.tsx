import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisCatalogsHistoryOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisCatalogsEnd } from '@/kernel/api/sdk.gen'
import type { EntryOut, ListOut, VersionOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  DangerPanel,
  DateField,
  Dim,
  Facts,
  Row,
  SidePanel,
  Stack,
  Status,
  Why,
} from '@/kernel/ui'
import { showDate, showInstant, today } from '@/kernel/when'
import css from '../catalogs.module.css'
import { STATE_TONE, showFact, showPeriod, stateOf } from '../entries'
import { t } from '../text'
import { EntryForm } from './EntryForm'

type Props = { list: ListOut; entry: EntryOut; onClose: () => void }

/** One code beside its list: what it says, what it said, and changing it. */
export function EntryPanel({ list, entry, onClose }: Props) {
  const mayEdit = useMay('his.catalogs.entry.edit')
  const [act, setAct] = useState<'change' | 'end'>()
  const state = stateOf(entry)
  const facts = list.columns.flatMap((column) => {
    const value = showFact(column, entry.facts[column.id])
    return value ? [{ label: say(column.title), value }] : []
  })
  if (act === 'change') return <EntryForm list={list} entry={entry} onClose={onClose} />
  if (act === 'end') return <EndPanel list={list} entry={entry} onClose={onClose} />
  return (
    <SidePanel open title={`${entry.code} · ${entry.name}`} onClose={onClose}>
      <Row>
        <Status tone={STATE_TONE[state]}>{t(state)}</Status>
        <Dim>{showPeriod(entry.valid_from, entry.valid_to)}</Dim>
      </Row>
      <Facts
        of={[
          ...(entry.name_en ? [{ label: t('nameEn'), value: entry.name_en }] : []),
          ...(list.maps_to
            ? [{ label: t('ministryCode'), value: entry.ministry_code || t('notMapped') }]
            : []),
          ...facts,
          { label: t('source'), value: entry.source },
        ]}
      />
      {list.official ? (
        <Row>
          <Dim>{t('official')}</Dim>
          <Why rule={t('officialWhy')} source={list.source} />
        </Row>
      ) : (
        mayEdit &&
        state !== 'takenBack' && (
          <Row>
            <Button hotkey="F2" onClick={() => setAct('change')}>
              {t('change')}
            </Button>
            <Button danger onClick={() => setAct('end')}>
              {t('end')}
            </Button>
          </Row>
        )
      )}
      <History list={list} entry={entry} />
    </SidePanel>
  )
}

function History({ list, entry }: { list: ListOut; entry: EntryOut }) {
  const found = useQuery(
    hisCatalogsHistoryOptions({ path: { list_id: list.id, entry_id: entry.id } }),
  )
  return (
    <section>
      <h3 className={css.small}>{t('history')}</h3>
      <Awaited of={found} rows={2}>
        {({ items }) => (
          <ol className={css.history}>
            {items.map((version) => (
              <Version key={version.entry.id} of={version} />
            ))}
          </ol>
        )}
      </Awaited>
    </section>
  )
}

function Version({ of }: { of: VersionOut }) {
  const made = { name: of.made_by_name, at: showInstant(of.made_at) }
  const state = stateOf(of.entry)
  return (
    <li>
      <div className={css.versionHead}>
        <b>{showPeriod(of.entry.valid_from, of.entry.valid_to)}</b>
        <Status tone={STATE_TONE[state]}>{t(state)}</Status>
      </div>
      <div>{of.entry.name}</div>
      <Dim>
        {of.import_file ? t('madeByFile', { ...made, file: of.import_file }) : t('made', made)}
        {of.reason && ` · ${of.reason}`}
      </Dim>
      {of.changes.map((change) => (
        <div key={`${change.kind} ${change.at}`}>
          {change.kind === 'ended' &&
            t('changeEnded', { day: change.valid_to_after ? showDate(change.valid_to_after) : '' })}
          {change.kind === 'withdrawn' && t('changeWithdrawn')}
          {change.kind === 'corrected' && t('changeCorrected')}{' '}
          <Dim>
            {t('byAt', { name: change.actor_name, at: showInstant(change.at) })}
            {change.reason && ` · ${change.reason}`}
          </Dim>
        </div>
      ))}
    </li>
  )
}

function EndPanel({ list, entry, onClose }: Props) {
  const [last, setLast] = useState<string | null>(today())
  const end = useSubmit(
    (reason: string, headers) =>
      hisCatalogsEnd({
        path: { list_id: list.id, entry_id: entry.id },
        body: { version: entry.version, reason, last_day: last ?? today() },
        headers,
      }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={t('endTitle', { code: entry.code })}
      before={t('endBefore', {
        code: entry.code,
        name: entry.name,
        from: showDate(entry.valid_from),
      })}
      after={t('endAfter')}
      verb={t('end')}
      busy={end.busy}
      refusal={end.refusal}
      onAct={end.submit}
      onClose={onClose}
    >
      <Stack>
        <DateField label={t('lastDay')} required value={last} onChange={setLast} />
      </Stack>
    </DangerPanel>
  )
}
