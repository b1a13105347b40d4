import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { hisPatientsDismiss, hisPatientsListDuplicates } from '@/kernel/api/sdk.gen'
import type { PairOut, PairState, PatientLine } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Button, Dim, Page, Worklist } from '@/kernel/ui'
import { showDate, showInstant } from '@/kernel/when'
import { Ending } from '../parts/Ending'
import css from '../parts/record.module.css'
import { t } from '../text'

const STATES: PairState[] = ['suspected', 'not_same', 'merged']

/** Records that may be one person, the likeliest first: merge them, or say they are two. */
export function Duplicates() {
  const navigate = useNavigate()
  const { state = 'suspected' }: { state?: PairState } = useSearch({ strict: false })
  const [dismissing, setDismissing] = useState<PairOut>()
  return (
    <Page title={t('duplicates')}>
      <Worklist<PairOut>
        list="his.patients.duplicates"
        label={t('duplicates')}
        load={(asked, signal) =>
          hisPatientsListDuplicates({
            query: {
              state: asked.state as PairState,
              after: asked.after,
              limit: asked.limit,
            },
            signal,
          }).then((r) => r.data)
        }
        keyOf={(row) => row.id}
        fixed={{ state }}
        right={
          <div className={css.states}>
            {STATES.map((value) => (
              <Button
                key={value}
                small
                quiet={value !== state}
                onClick={() =>
                  navigate({ to: '.', search: { state: value } as never, replace: true })
                }
              >
                {t(`pair_${value}`)}
              </Button>
            ))}
          </div>
        }
        empty={t('noDuplicates')}
        columns={[
          { head: t('score'), show: (row) => row.score, align: 'right', width: '1%' },
          { head: t('oneOf'), show: (row) => <Who of={row.one} />, phone: 'title' },
          { head: t('otherOf'), show: (row) => <Who of={row.other} />, phone: 'title' },
          {
            head: t('why'),
            show: (row) => row.reasons.map((each) => say(each.says)).join(' · '),
          },
          {
            head: t('found'),
            show: (row) =>
              row.decided_at
                ? `${showInstant(row.decided_at, 'date')} · ${row.decided_by_name}`
                : showInstant(row.found_at, 'date'),
            nowrap: true,
          },
        ]}
        onOpen={(row) =>
          navigate({
            to: '/patients/merge',
            search: { kept: row.one.id, gone: row.other.id } as never,
          })
        }
        actions={(row) =>
          row.state === 'suspected' && (
            <Button small quiet onClick={() => setDismissing(row)}>
              {t('twoPeople')}
            </Button>
          )
        }
      />
      {dismissing && (
        <Ending
          title={t('twoPeople')}
          verb={t('twoPeople')}
          before={t('pair_suspected')}
          after={t('neverAgain')}
          send={(reason, headers) =>
            hisPatientsDismiss({
              path: { pair_id: dismissing.id },
              body: { reason, version: dismissing.version },
              headers,
            })
          }
          onDone={() => setDismissing(undefined)}
        />
      )}
    </Page>
  )
}

function Who({ of }: { of: PatientLine }) {
  return (
    <>
      <b>{of.name}</b>{' '}
      <Dim>
        {[of.code, t(of.sex), of.birth && showDate(of.birth), of.phone].filter(Boolean).join(' · ')}
      </Dim>
    </>
  )
}
