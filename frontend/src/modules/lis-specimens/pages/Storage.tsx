import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisSpecimensContentsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensPlaces } from '@/kernel/api/sdk.gen'
import type { LocationOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { Awaited, Button, Panel, Row, Stack, Worklist } from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { LabPage } from '../parts/LabPage'
import { PlacePanel } from '../parts/PlacePanel'
import { Rack } from '../parts/Rack'
import { t } from '../text'

/** Rooms, fridges, racks, and which tube stands where. */
export function Storage() {
  const may = useMay('lis.specimens.location.set_up')
  const [shown, setShown] = useState<LocationOut>()
  const [editing, setEditing] = useState<LocationOut | 'new'>()
  const inside = useQuery({
    ...lisSpecimensContentsOptions({ path: { location_id: shown?.id ?? '' } }),
    enabled: Boolean(shown),
  })
  return (
    <LabPage
      title={t('storage')}
      actions={
        may && (
          <Button icon={IconPlus} onClick={() => setEditing('new')}>
            {t('newPlace')}
          </Button>
        )
      }
    >
      <Stack>
        <Worklist<LocationOut>
          list="lis.specimens.places"
          label={t('storage')}
          live={['specimens']}
          empty={t('noPlaces')}
          load={(_, signal) => lisSpecimensPlaces({ signal }).then((answer) => answer.data)}
          keyOf={(row) => row.id}
          columns={[
            { head: t('placeName'), phone: 'title', show: (row) => row.path },
            { head: t('placeCode'), width: '1%', nowrap: true, show: (row) => row.code },
            {
              head: t('temperature'),
              width: '1%',
              nowrap: true,
              show: (row) => row.temperature,
            },
            {
              head: t('held'),
              align: 'right',
              width: '1%',
              show: (row) =>
                row.rows && row.columns ? `${row.held} / ${row.rows * row.columns}` : row.held,
            },
          ]}
          onOpen={setShown}
        />
        {shown && (
          <Panel
            title={shown.path}
            actions={
              <Row>
                {may && (
                  <Button small onClick={() => setEditing(shown)}>
                    {t('editPlace')}
                  </Button>
                )}
                <Button small quiet onClick={() => setShown(undefined)}>
                  {t('close')}
                </Button>
              </Row>
            }
          >
            <Awaited of={inside} rows={4}>
              {(held) => <Rack of={held} />}
            </Awaited>
          </Panel>
        )}
        {editing && (
          <PlacePanel
            key={editing === 'new' ? 'new' : editing.id}
            of={editing === 'new' ? undefined : editing}
            onClose={(saved) => {
              setEditing(undefined)
              if (saved && shown) setShown(saved)
            }}
          />
        )}
      </Stack>
    </LabPage>
  )
}
