import { useQuery } from '@tanstack/react-query'
import {
  hisAdminScheduledJobsOptions,
  hisAdminScheduledJobsQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminJobRuns, hisAdminRunJob } from '@/kernel/api/sdk.gen'
import type { JobOut, JobRunOut } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  Dim,
  Panel,
  RefusalNote,
  Stack,
  Status,
  Table,
  Time,
  Worklist,
} from '@/kernel/ui'
import { IconPlayerPlay } from '@/kernel/ui/icons'
import { names } from '../names'
import { AdminPage } from '../parts/AdminPage'
import { useAsked } from '../parts/asked'
import css from '../parts/jobs.module.css'
import { jobState, scheduleOf, shortened, tookOf } from '../parts/schedule'
import { t } from '../text/oversight'

/** What the house does by itself, when, and what came of it. */
export function Jobs() {
  const found = useQuery(hisAdminScheduledJobsOptions())
  useLive(['jobs'], [hisAdminScheduledJobsQueryKey(), ['his.admin.runs']])
  const mayRun = useMay('his.admin.jobs.run')
  const [asked, ask] = useAsked('job')
  const run = useSubmit((job: JobOut, headers) =>
    hisAdminRunJob({ path: { job_id: job.id }, headers }),
  )
  const jobs = found.data?.items ?? []
  const titleOf = (id: string) => {
    const job = jobs.find((each) => each.id === id)
    return job ? say(job.title) : id
  }
  return (
    <AdminPage title={names('jobs')}>
      <Stack>
        <RefusalNote of={run.refusal} />
        <Awaited of={found}>
          {({ items }) => (
            <Panel flush>
              <Table
                label={names('jobs')}
                rows={items}
                keyOf={(job) => job.id}
                columns={[
                  { head: t('job'), show: (job) => say(job.title), phone: 'title' },
                  { head: t('schedule'), show: scheduleOf, nowrap: true },
                  {
                    head: t('lastRun'),
                    show: (job) => job.started && <Time at={job.started} />,
                    nowrap: true,
                  },
                  {
                    head: t('outcome'),
                    show: (job) => <Status tone={jobState(job).tone}>{jobState(job).label}</Status>,
                    width: '1%',
                  },
                  {
                    head: t('says'),
                    show: (job) => <Dim>{shortened(say(job.says))}</Dim>,
                    width: '34%',
                  },
                ]}
                toneOf={(job) => (job.outcome === 'failed' ? 'red' : undefined)}
                onOpen={(job) => ask({ job: asked.job === job.id ? null : job.id })}
                actions={
                  mayRun
                    ? (job) => (
                        <Button
                          small
                          icon={IconPlayerPlay}
                          off={job.asked_at !== null}
                          onClick={() => run.submit(job)}
                        >
                          {t('runNow')}
                        </Button>
                      )
                    : undefined
                }
              />
            </Panel>
          )}
        </Awaited>
        <div className={css.runs}>
          <h2>{asked.job ? t('runsOf', { job: titleOf(asked.job) }) : t('runs')}</h2>
          {asked.job ? (
            <Button small quiet onClick={() => ask({ job: null })}>
              {t('allJobs')}
            </Button>
          ) : (
            <Dim>{t('runsHint')}</Dim>
          )}
        </div>
        <Worklist<JobRunOut>
          list="his.admin.runs"
          label={t('runs')}
          fixed={{ job: asked.job }}
          empty={t('noRun')}
          load={(query, signal) => hisAdminJobRuns({ query, signal }).then((answer) => answer.data)}
          keyOf={(run) => run.id}
          columns={[
            {
              head: t('at'),
              show: (run) => <Time at={run.started} />,
              width: '1%',
              nowrap: true,
            },
            { head: t('job'), show: (run) => titleOf(run.job), phone: 'title' },
            {
              head: t('outcome'),
              show: (run) => (
                <Status tone={run.outcome === 'done' ? 'green' : 'red'}>{t(run.outcome)}</Status>
              ),
              width: '1%',
            },
            {
              head: t('took'),
              show: (run) => tookOf(run.started, run.ended),
              align: 'right',
              width: '1%',
              nowrap: true,
            },
            {
              head: t('says'),
              show: (run) => (
                <>
                  {shortened(say(run.says))} {run.asked_by && <Dim>{t('byHand')}</Dim>}
                </>
              ),
            },
          ]}
        />
      </Stack>
    </AdminPage>
  )
}
