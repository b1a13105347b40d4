import { useState } from 'react'
import { hisOrdersOffers, hisOutpatientPerform } from '@/kernel/api/sdk.gen'
import type { OfferOut, PerformedIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Picker, SidePanel, showMoney } from '@/kernel/ui'
import { t } from '../text'

const HERE = ['procedure', 'function', 'exam']

/** What the doctor just did in this room: ordered and answered in one. */
export function RoomProcedure({ encounterId }: { encounterId: string }) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button small onClick={() => setOpen(true)}>
        {t('procedure')}
      </Button>
      {open && <Doing encounterId={encounterId} onClose={() => setOpen(false)} />}
    </div>
  )
}

function Doing({ encounterId, onClose }: { encounterId: string; onClose: () => void }) {
  const path = { encounter_id: encounterId }
  const form = useForm<{ service: OfferOut | null; text: string }>({ service: null, text: '' })
  const perform = useSubmit(
    (body: PerformedIn, headers) => hisOutpatientPerform({ path, body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t('procedure')} onClose={onClose}>
      <Form
        form={form}
        submit={perform}
        onSubmit={({ service, text }) =>
          service && perform.submit({ service_code: service.code, text })
        }
        actions={
          <Button primary submit hotkey="F9" busy={perform.busy}>
            {t('procedureDone')}
          </Button>
        }
      >
        <Picker<OfferOut>
          label={t('service')}
          required
          list={`orders.offers:${encounterId}:here`}
          {...form.bind('service')}
          line={(offer) => ({
            key: offer.code,
            code: offer.code,
            name: offer.name,
            extra: showMoney(offer.price),
          })}
          search={(q, signal) =>
            hisOrdersOffers({ path, query: { q }, signal }).then((answer) =>
              answer.data.items.filter((each) => HERE.includes(each.kind)),
            )
          }
        />
        <Field label={t('procedureText')} required lines={5} most={4000} {...form.bind('text')} />
      </Form>
    </SidePanel>
  )
}
