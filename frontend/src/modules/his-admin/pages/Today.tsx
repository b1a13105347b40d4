import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import {
  hisAdminAuditSealOptions,
  hisAdminInactiveUsersOptions,
  hisAdminOutboxCountsOptions,
  hisAdminOutboxCountsQueryKey,
  hisAdminScheduledJobsOptions,
  hisAdminScheduledJobsQueryKey,
  hisAdminTodayOptions,
  levelAssessmentOptions,
  levelRunsOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import type { HereOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useAssembly } from '@/kernel/may'
import { Awaited, Panel, Stack, Status, Table, Time, type Tone } from '@/kernel/ui'
import { AdminPage } from '../parts/AdminPage'
import {
  auditLines,
  copyLine,
  gatewayLines,
  inactiveLine,
  jobsLine,
  type Line,
  levelLine,
  licenceLine,
  machineLines,
  outboxLine,
} from '../parts/readiness'
import css from '../parts/today.module.css'
import { t } from '../text/today'

const WORD: Partial<Record<Tone, () => string>> = {
  green: () => t('ok'),
  amber: () => t('warn'),
  red: () => t('bad'),
}

/** Before the first patient: what works, what waits, who is here. */
export function Today() {
  const { may, modules } = useAssembly()
  const every = { refetchInterval: 60_000 }
  const today = useQuery({ ...hisAdminTodayOptions(), ...every })
  const outbox = useQuery({
    ...hisAdminOutboxCountsOptions(),
    enabled: may.includes('his.admin.outbox.read'),
  })
  const jobs = useQuery({
    ...hisAdminScheduledJobsOptions(),
    enabled: may.includes('his.admin.jobs.read'),
  })
  const seal = useQuery({
    ...hisAdminAuditSealOptions(),
    ...every,
    enabled: may.includes('his.admin.audit.read'),
  })
  const readsLevel = modules.includes('level') && may.includes('level.assessment.read')
  const level = useQuery({ ...levelAssessmentOptions(), enabled: readsLevel })
  const runs = useQuery({ ...levelRunsOptions({ query: { limit: 1 } }), enabled: readsLevel })
  const inactive = useQuery(hisAdminInactiveUsersOptions())
  useLive(['outbox', 'jobs'], [hisAdminOutboxCountsQueryKey(), hisAdminScheduledJobsQueryKey()])

  return (
    <AdminPage title={t('title')}>
      <Awaited of={today} rows={9}>
        {(now) => {
          const [machine, disk, refused] = machineLines(now) as [Line, Line, Line]
          const lines = [
            machine,
            disk,
            copyLine(now),
            outbox.data && outboxLine(outbox.data),
            ...gatewayLines(now),
            licenceLine(now),
            jobs.data && jobsLine(jobs.data.items),
            ...(seal.data ? auditLines(seal.data) : []),
            level.data && runs.data && levelLine(level.data, runs.data.items[0]),
            refused,
            inactive.data && inactiveLine(inactive.data.people.length),
          ].filter((line): line is Line => Boolean(line))
          return (
            <Stack>
              <Verdict lines={lines} />
              <div className={css.two}>
                <Panel flush>
                  <Lines lines={lines} />
                </Panel>
                <Panel title={`${t('here')}: ${now.here.length}`} flush>
                  <Here people={now.here} />
                </Panel>
              </div>
            </Stack>
          )
        }}
      </Awaited>
    </AdminPage>
  )
}

function Verdict({ lines }: { lines: Line[] }) {
  const faults = lines.filter((line) => line.tone === 'red').length
  const worth = lines.filter((line) => line.tone === 'amber').length
  return (
    <div role="status">
      {faults + worth === 0 ? (
        <Status tone="green">{t('ready')}</Status>
      ) : (
        <Status tone={faults ? 'red' : 'amber'}>{t('look', { n: faults + worth })}</Status>
      )}
    </div>
  )
}

function Lines({ lines }: { lines: Line[] }) {
  return (
    <ul className={css.lines}>
      {lines.map((line) => (
        <li key={line.id}>
          <Link to={line.to}>
            <b>{line.label}</b>
            <span>{line.says}</span>
            <Status tone={line.tone}>{line.word ?? WORD[line.tone]?.() ?? t('unknown')}</Status>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Here({ people }: { people: HereOut[] }) {
  const navigate = useNavigate()
  return (
    <Table
      label={t('here')}
      rows={people}
      keyOf={(person) => person.user_id}
      columns={[
        { head: t('name'), show: (person) => person.name, phone: 'title' },
        { head: t('username'), show: (person) => person.username },
        { head: t('seen'), show: (person) => <Time at={person.seen_at} show="time" /> },
        { head: t('places'), show: (person) => person.places, align: 'right', width: '1%' },
      ]}
      onOpen={(person) => navigate({ to: `/admin/users/${person.user_id}` })}
    />
  )
}
