import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { risPacsQualityOverviewOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { risPacsQualityPictures, risPacsQualitySwitch } from '@/kernel/api/sdk.gen'
import type { PackedPictureOut, PackingOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Dim,
  Page,
  Panel,
  RefusalNote,
  Stack,
  Status,
  Table,
  Time,
  Worklist,
} from '@/kernel/ui'
import { AddPolicy } from '../parts/AddPolicy'
import { showBytes } from '../parts/words'
import { t } from '../text'

/** JPEG 2000: policies, what was saved, each picture's proof. */
export function Packing() {
  const may = useMay('ris_pacs.quality.packing.manage')
  const found = useQuery(risPacsQualityOverviewOptions())
  const [adding, setAdding] = useState(false)
  const turn = useSubmit((of: PackingOut, headers) =>
    risPacsQualitySwitch({
      path: { policy_id: of.id },
      body: { active: !of.active, version: of.version },
      headers,
    }),
  )
  return (
    <Page
      title={t('packing')}
      actions={
        may && (
          <Button primary hotkey="Alt+N" onClick={() => setAdding(true)}>
            {t('addPolicy')}
          </Button>
        )
      }
    >
      <Stack>
        <Awaited of={found} rows={3}>
          {(sum) => (
            <>
              <Panel title={t('saved')}>
                <strong>{showBytes(sum.size_before - sum.size_after)}</strong>{' '}
                <Dim>
                  {t('savedNote', {
                    n: String(sum.pictures),
                    before: showBytes(sum.size_before),
                    after: showBytes(sum.size_after),
                  })}
                </Dim>
              </Panel>
              {sum.policies.length === 0 && <Dim>{t('noPolicies')}</Dim>}
              <Panel title={t('policies')} flush>
                <RefusalNote of={turn.refusal} />
                <Table<PackingOut>
                  label={t('policies')}
                  rows={sum.policies}
                  keyOf={(row) => row.id}
                  columns={[
                    { head: t('policyName'), phone: 'title', show: (row) => row.name },
                    {
                      head: t('kind'),
                      nowrap: true,
                      show: (row) =>
                        row.ratio ? t('lossy', { n: String(row.ratio) }) : t('lossless'),
                    },
                    {
                      head: t('modality'),
                      show: (row) => [row.modality, row.source].filter(Boolean).join(' · ') || '–',
                    },
                    {
                      head: t('olderDays'),
                      nowrap: true,
                      show: (row) => `${row.older_days} ${t('days')}`,
                    },
                    {
                      head: t('original'),
                      nowrap: true,
                      show: (row) => (row.drop_days ? `${row.drop_days} ${t('days')}` : t('never')),
                    },
                    {
                      head: t('state'),
                      width: '1%',
                      nowrap: true,
                      show: (row) => (
                        <Status tone={row.active ? 'green' : 'grey'}>
                          {row.active ? t('on') : t('off')}
                        </Status>
                      ),
                    },
                  ]}
                  actions={(row) =>
                    may && (
                      <Button small quiet onClick={() => turn.submit(row)}>
                        {row.active ? t('switchOff') : t('switchOn')}
                      </Button>
                    )
                  }
                />
              </Panel>
            </>
          )}
        </Awaited>
        <Worklist<PackedPictureOut>
          list="ris_pacs.quality.packed"
          label={t('proofs')}
          live={['imaging.packing']}
          empty={t('noProofs')}
          load={(asked, signal) =>
            risPacsQualityPictures({
              query: { after: asked.after, limit: asked.limit },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          filters={[]}
          columns={[
            { head: t('when'), width: '1%', nowrap: true, show: (row) => <Time at={row.at} /> },
            {
              head: t('hash'),
              phone: 'title',
              show: (row) => (
                <>
                  <Status tone={row.equal ? 'green' : 'red'}>
                    {row.equal ? t('equal') : t('unequal')}
                  </Status>{' '}
                  <Dim>{row.pixels_before.slice(0, 16)}…</Dim>
                </>
              ),
            },
            {
              head: t('size'),
              nowrap: true,
              show: (row) => `${showBytes(row.size_before)} → ${showBytes(row.size_after)}`,
            },
            {
              head: t('original'),
              nowrap: true,
              show: (row) => (
                <Status tone={row.sealed ? 'green' : 'red'}>
                  {`${row.dropped_at ? t('dropped') : t('kept')} · ${row.sealed ? t('sealed') : t('unsealed')}`}
                </Status>
              ),
            },
            { head: t('by'), show: (row) => row.policy || row.by_name },
          ]}
        />
      </Stack>
      {adding && <AddPolicy onClose={() => setAdding(false)} />}
    </Page>
  )
}
