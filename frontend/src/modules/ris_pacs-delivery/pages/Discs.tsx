import { useState } from 'react'
import { risPacsDeliveryOutsideDiscs } from '@/kernel/api/sdk.gen'
import type { DiscState, OutsideDiscOut } from '@/kernel/api/types.gen'
import { Alert, Button, Dim, Page, Stack, Status, Time, Worklist } from '@/kernel/ui'
import { BringDisc } from '../parts/BringDisc'
import { OneDisc } from '../parts/OneDisc'
import { DISC_TONE, showBytes } from '../parts/words'
import { t } from '../text'

const STATES = ['quarantined', 'taken', 'refused'] as const

/** Discs of other houses, in quarantine until a person says whose they are. */
export function Discs() {
  const [bringing, setBringing] = useState(false)
  const [open, setOpen] = useState<OutsideDiscOut>()
  return (
    <Page
      title={t('discs')}
      actions={
        <Button primary hotkey="Alt+N" onClick={() => setBringing(true)}>
          {t('bring')}
        </Button>
      }
    >
      <Stack>
        <Alert weight="info">{t('discsNote')}</Alert>
        <Worklist<OutsideDiscOut>
          list="ris_pacs.delivery.discs"
          label={t('discs')}
          live={['imaging.discs']}
          empty={t('noDiscs')}
          load={(asked, signal) =>
            risPacsDeliveryOutsideDiscs({
              query: {
                state: (asked.state as DiscState) || undefined,
                after: asked.after,
                limit: asked.limit,
              },
              signal,
            }).then((r) => r.data)
          }
          keyOf={(row) => row.id}
          filters={[
            {
              name: 'state',
              label: t('state'),
              choices: STATES.map((value) => ({ value, label: t(`d_${value}`) })),
            },
          ]}
          columns={[
            {
              head: t('brought'),
              width: '1%',
              nowrap: true,
              show: (row) => <Time at={row.brought_at} />,
            },
            { head: t('cameFrom'), phone: 'title', show: (row) => row.came_from },
            {
              head: t('says'),
              show: (row) =>
                row.studies
                  .map((s) => `${s.name.replaceAll('^', ' ')} (${s.modalities.join(' ')})`)
                  .join('; '),
            },
            {
              head: t('size'),
              width: '1%',
              nowrap: true,
              align: 'right',
              show: (row) => <Dim>{showBytes(row.size)}</Dim>,
            },
            {
              head: t('state'),
              width: '1%',
              nowrap: true,
              show: (row) => <Status tone={DISC_TONE[row.state]}>{t(`d_${row.state}`)}</Status>,
            },
          ]}
          onOpen={setOpen}
        />
      </Stack>
      {bringing && <BringDisc onClose={() => setBringing(false)} />}
      {open && <OneDisc of={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
