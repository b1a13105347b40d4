import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { levelRunsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { levelRunFindings, levelRuns } from '@/kernel/api/sdk.gen'
import type { RunOut, StoredFindingOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Panel, SidePanel, Stack, Status, Worklist } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { useAddress } from '../address'
import { FIGURES, labelOf, showTook } from '../figures'
import css from '../level.module.css'
import { LevelPage } from '../parts/LevelPage'
import { ProfileSegments } from '../parts/ProfileSegments'
import { Trend } from '../parts/Trend'
import { VerdictStatus } from '../parts/Verdicts'
import { t } from '../text'

const TRIGGER = { nightly: 'nightly', changed: 'changed', asked: 'askedFor' } as const

/** Every run of the whole evidence: the level over time, and what each run showed. */
export function History() {
  const { at } = useAddress()
  const profile = at.profile === 'current' ? 'current' : '2017'
  const [open, setOpen] = useState<RunOut>()
  const latest = useQuery(levelRunsOptions({ query: { limit: 60 } }))
  return (
    <LevelPage title={t('historyTitle')} actions={<ProfileSegments now="2017" />}>
      <Stack>
        <Panel title={t('trend')}>
          <Trend runs={latest.data?.items ?? []} profile={profile} />
        </Panel>
        <Worklist<RunOut>
          list="level.runs"
          label={t('historyTitle')}
          live={['level']}
          load={({ after, limit }, signal) =>
            levelRuns({ query: { after, limit }, signal }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          onOpen={setOpen}
          columns={[
            {
              head: t('when'),
              width: '1%',
              nowrap: true,
              phone: 'title',
              show: (row) => showInstant(row.started_at),
            },
            ...FIGURES.map((figure) => ({
              head: t(
                (
                  {
                    able: 'ableShort',
                    reached: 'reachedShort',
                    reached_with_na: 'withNaShort',
                  } as const
                )[figure],
              ),
              show: (row: RunOut) => {
                const told = row.figures?.[profile]
                if (!told) return <Dim>–</Dim>
                return told[figure] ? t('levelN', { n: told[figure] }) : t('levelNone')
              },
            })),
            { head: t('trigger'), show: (row) => t(TRIGGER[row.trigger]) },
            { head: t('askedBy'), show: (row) => row.asked_by_name },
            {
              head: t('version'),
              show: (row) => <code className={css.code}>{row.version}</code>,
              phone: 'hide',
            },
            {
              head: t('took'),
              align: 'right',
              nowrap: true,
              show: (row) =>
                row.finished_at ? (
                  showTook(row.milliseconds)
                ) : (
                  <Status tone="blue">{t('running')}</Status>
                ),
            },
          ]}
        />
      </Stack>
      <SidePanel open={open !== undefined} title={t('findings')} onClose={() => setOpen(undefined)}>
        {open && (
          <>
            <Dim>
              {showInstant(open.started_at)} · {open.version}
            </Dim>
            <Worklist<StoredFindingOut>
              list={`level.findings.${open.id}`}
              label={t('findings')}
              load={({ after, limit }, signal) =>
                levelRunFindings({
                  path: { run_id: open.id },
                  query: { after, limit },
                  signal,
                }).then((r) => r.data)
              }
              keyOf={(row) => row.id}
              columns={[
                { head: t('item'), width: '1%', show: (row) => labelOf(row.claim) },
                {
                  head: t('says'),
                  show: (row) => (
                    <div className={css.says}>
                      <VerdictStatus of={row.verdict} /> <Dim>{showTook(row.milliseconds)}</Dim>
                      <div>{say(row.says)}</div>
                    </div>
                  ),
                },
              ]}
            />
          </>
        )}
      </SidePanel>
    </LevelPage>
  )
}
