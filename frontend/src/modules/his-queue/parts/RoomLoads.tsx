import { Link } from '@tanstack/react-router'
import type { QueueOut } from '@/kernel/api/types.gen'
import { Panel, Status } from '@/kernel/ui'
import { t } from '../text'
import css from './loads.module.css'
import { useLiveQueues } from './useQueues'

/** How full each room is, moving by itself. */
export function RoomLoads() {
  return <Loads of={useLiveQueues() ?? []} title={t('rooms')} />
}

export function Loads({ of, title, here }: { of: QueueOut[]; title: string; here?: string }) {
  const shown = of.filter(
    (each) => each.kind === 'exam' || each.waiting + each.called + each.serving > 0,
  )
  return (
    <Panel title={title} flush>
      <ul className={css.loads}>
        {shown.map((each) => (
          <li key={each.room.id} data-here={each.room.id === here || undefined}>
            <Link to="/queue" search={{ room: each.room.id } as never}>
              <span className={css.room}>
                <b>{each.room.code}</b> {each.room.name}
              </span>
              <span className={css.count}>{each.waiting}</span>
              <small>
                {each.paused_reason !== null ? (
                  <Status tone="amber">{t('paused')}</Status>
                ) : each.now ? (
                  t('nowCalled', { label: each.now })
                ) : (
                  t('nobodyCalled')
                )}
              </small>
              <small
                className={css.wait}
                data-long={(each.longest_wait_minutes ?? 0) >= 60 || undefined}
              >
                {each.longest_wait_minutes !== null &&
                  t('longest', { minutes: each.longest_wait_minutes })}
              </small>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
