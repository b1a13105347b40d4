import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAdminRoomsOptions, hisQueueKiosksOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisQueueBlockKiosk, hisQueueMakeKiosk } from '@/kernel/api/sdk.gen'
import type { KioskIn, KioskMadeOut, KioskOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Field,
  Form,
  Page,
  Panel,
  RefusalNote,
  Row,
  Select,
  Stack,
  Status,
  Table,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'

/** The devices that give numbers: made here, paired at /kiosk, blocked here. */
export function Kiosks() {
  const found = useQuery(hisQueueKiosksOptions())
  const rooms =
    useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } })).data?.items ?? []
  const [made, setMade] = useState<KioskMadeOut>()
  const form = useForm({ name: '', room: null as string | null })
  const again = { done: () => found.refetch() }
  const make = useSubmit((body: KioskIn, headers) => hisQueueMakeKiosk({ body, headers }), {
    done: (kiosk) => {
      setMade(kiosk)
      form.reset()
      found.refetch()
    },
  })
  const block = useSubmit(
    (id: string, headers) => hisQueueBlockKiosk({ path: { kiosk_id: id }, headers }),
    again,
  )
  return (
    <Page title={t('kiosks')} narrow>
      <Stack>
        <Panel title={t('newKiosk')}>
          <Form
            form={form}
            submit={make}
            onSubmit={({ name, room }) => make.submit({ name: name.trim(), room_id: room ?? '' })}
            actions={
              <Button primary submit hotkey="F9" busy={make.busy}>
                {t('makeKiosk')}
              </Button>
            }
          >
            <Row columns={2}>
              <Field label={t('kioskName')} required most={120} {...form.bind('name')} />
              <Select
                label={t('kioskDesk')}
                required
                choices={rooms.map((room) => ({
                  value: room.id,
                  code: room.code,
                  label: room.name,
                }))}
                {...form.bind('room')}
              />
            </Row>
          </Form>
          {made && (
            <Alert weight="warning">
              {t('kioskCode', { name: made.kiosk.name })} <b>{made.token}</b>
            </Alert>
          )}
        </Panel>
        <RefusalNote of={block.refusal} />
        <Awaited of={found}>
          {({ items }) => (
            <Panel title={t('kiosks')} flush>
              <Table<KioskOut>
                label={t('kiosks')}
                rows={items}
                keyOf={(row) => row.id}
                columns={[
                  { head: t('kioskName'), show: (row) => row.name, phone: 'title' },
                  {
                    head: t('kioskDesk'),
                    show: (row) => rooms.find((room) => room.id === row.room_id)?.code,
                  },
                  { head: t('kioskSeen'), show: (row) => row.seen_at && showInstant(row.seen_at) },
                  {
                    head: t('state'),
                    show: (row) =>
                      row.blocked_at ? (
                        <Status tone="red">{t('kioskBlocked')}</Status>
                      ) : (
                        <Button small quiet danger onClick={() => block.submit(row.id)}>
                          {t('blockKiosk')}
                        </Button>
                      ),
                  },
                ]}
              />
            </Panel>
          )}
        </Awaited>
      </Stack>
    </Page>
  )
}
