import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { hisPatientsTimeline } from '@/kernel/api/sdk.gen'
import { useLive } from '@/kernel/live'
import { refusalOf } from '@/kernel/refusal'
import { say } from '@/kernel/text'
import { Button, Panel, RefusalNote } from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { w } from '@/kernel/words'
import { t } from '../text'
import { Empty } from './Empty'
import css from './record.module.css'

const PARTS = [
  ['', 'tl_all'],
  ['his.encounters', 'tl_visits'],
  ['his.cdr.diagnosis', 'tl_diagnoses'],
  ['his.cdr.order', 'tl_orders'],
  ['his.cdr.result', 'tl_results'],
  ['his.cdr.medicine', 'tl_medicines'],
  ['his.cdr.procedure', 'tl_procedures'],
  ['his.cdr.document', 'tl_documents'],
] as const

/** What happened to the patient, from all modules, newest first. */
export function Timeline({ patientId, few }: { patientId: string; few?: boolean }) {
  const limit = few ? 8 : 25
  const [part, setPart] = useState('')
  const key = ['his.patients.timeline', patientId, limit, part]
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      hisPatientsTimeline({
        path: { patient_id: patientId },
        query: { after: pageParam, limit, part: part ? [part] : undefined },
        signal,
      }).then((r) => r.data),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  useLive(['encounters', 'orders', 'results'], [['his.patients.timeline', patientId]])
  const items = found.data?.pages.flatMap((page) => page.items)
  return (
    <Panel title={t('timeline')} flush>
      {!few && (
        <div className={css.foot}>
          {PARTS.map(([id, word]) => (
            <Button key={id} small quiet={part !== id} onClick={() => setPart(id)}>
              {t(word)}
            </Button>
          ))}
        </div>
      )}
      <RefusalNote of={found.error ? refusalOf(found.error) : undefined} />
      {items?.length === 0 && <Empty>{w('empty')}</Empty>}
      <ul className={css.list}>
        {items?.map((item) => (
          <li key={item.part + item.at + say(item.title)}>
            <span className={css.day}>{showInstant(item.at, 'date')}</span>
            <span className={css.text}>
              <Link to={item.to} className={css.link}>
                {say(item.title)}
              </Link>
              <small>
                {[showInstant(item.at, 'time'), item.detail].filter(Boolean).join(' · ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <div className={css.foot}>
          <Button small quiet busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {w('more')}
          </Button>
        </div>
      )}
    </Panel>
  )
}
