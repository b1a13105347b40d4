import { useQuery } from '@tanstack/react-query'
import { risPacsArchivePictureStorageOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { Alert, Awaited, Facts, Page, Panel, Stack, Status, Table, Time } from '@/kernel/ui'
import { FILL_TONE, showSize, whyOf } from '../parts/words'
import { t } from '../text'

/** How full the store is, and what was refused. */
export function Storage() {
  const found = useQuery({ ...risPacsArchivePictureStorageOptions(), refetchInterval: 30_000 })
  return (
    <Page title={t('storage')}>
      <Awaited of={found}>
        {(of) => (
          <Stack>
            {of.fill === 'warn' && (
              <Alert weight="warning">
                {t('warnNote', { warn: of.warn_percent, stop: of.stop_percent })}
              </Alert>
            )}
            {of.fill === 'stop' && (
              <Alert weight="stop">{t('stopNote', { stop: of.stop_percent })}</Alert>
            )}
            {of.damaged > 0 && <Alert weight="stop">{t('damagedNote')}</Alert>}
            <Panel title={t('disk')}>
              <Facts
                of={[
                  {
                    label: t('state'),
                    value: (
                      <Status tone={FILL_TONE[of.fill]}>
                        {`${t(of.fill)} · ${t('used', { percent: of.used_percent.toFixed(1).replace('.', ',') })}`}
                      </Status>
                    ),
                  },
                  { label: t('free'), value: `${showSize(of.free)} / ${showSize(of.total)}` },
                  {
                    label: t('kept'),
                    value: t('keptOf', {
                      studies: of.studies,
                      instances: of.instances,
                      size: showSize(of.size),
                    }),
                  },
                  { label: t('unindexed'), value: `${of.unindexed}` },
                  { label: t('damaged'), value: `${of.damaged}` },
                ]}
              />
            </Panel>
            <Panel title={t('refused')}>
              <Table
                label={t('refused')}
                rows={of.conflicts}
                keyOf={(row) => `${row.at}${row.uid}`}
                empty={t('noRefused')}
                columns={[
                  {
                    head: t('arrived'),
                    width: '1%',
                    nowrap: true,
                    show: (row) => <Time at={row.at} />,
                  },
                  { head: t('why'), phone: 'title', show: (row) => whyOf(row.why) },
                  { head: t('source'), width: '1%', nowrap: true, show: (row) => row.source },
                  { head: t('number'), show: (row) => row.uid },
                  {
                    head: t('size'),
                    width: '1%',
                    nowrap: true,
                    align: 'right',
                    show: (row) => showSize(row.size),
                  },
                ]}
              />
            </Panel>
          </Stack>
        )}
      </Awaited>
    </Page>
  )
}
