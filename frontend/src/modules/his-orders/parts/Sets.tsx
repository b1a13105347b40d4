import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisOrdersUsableSetsOptions,
  hisOutpatientVisitOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import { hisOrdersAddSet } from '@/kernel/api/sdk.gen'
import type { OrderIn, OrderSetIn, OrderSetOut, SetScope } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Row, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text'

/** Sets as buttons: those that the visit's diagnoses call for stand first. */
export function Sets({
  encounterId,
  onChoose,
}: {
  encounterId: string
  onChoose: (chosen: OrderSetOut) => void
}) {
  const mayRead = useMay('his.outpatient.examination.read')
  const visit = useQuery({
    ...hisOutpatientVisitOptions({ path: { encounter_id: encounterId } }),
    enabled: mayRead,
  })
  const icd = visit.data?.diagnoses.map((each) => each.code) ?? []
  const found = useQuery(hisOrdersUsableSetsOptions({ query: { icd } }))
  const sets = found.data?.items ?? []
  if (sets.length === 0) return null
  const near = sets.filter((each) => each.suggested)
  const others = sets.filter((each) => !each.suggested)
  return (
    <>
      {near.length > 0 && (
        <Row>
          {near.map((each) => (
            <Button key={each.id} small onClick={() => onChoose(each)}>
              {`${each.name} (${each.lines.length})`}
            </Button>
          ))}
        </Row>
      )}
      {others.length > 0 && (
        <Select<string>
          label={t('chooseSet')}
          value={null}
          onChange={(id) => {
            const chosen = others.find((each) => each.id === id)
            if (chosen) onChoose(chosen)
          }}
          choices={others.map(({ id, name, lines }) => ({
            value: id,
            label: `${name} (${lines.length})`,
          }))}
        />
      )}
    </>
  )
}

/** What stands in the basket, kept for the next patients. */
export function SaveSet({ lines }: { lines: OrderIn[] }) {
  const mayKeep = useMay('his.orders.set.keep')
  const mayShare = useMay('his.orders.set.edit')
  const [open, setOpen] = useState(false)
  const form = useForm<{ name: string; scope: SetScope | null }>({ name: '', scope: 'own' })
  const save = useSubmit((body: OrderSetIn, headers) => hisOrdersAddSet({ body, headers }), {
    done: () => setOpen(false),
  })
  const scopes: { value: SetScope; label: string }[] = [
    { value: 'own', label: t('setOwn') },
    { value: 'facility', label: t('setFacility') },
  ]
  if (!mayKeep) return null
  return (
    <>
      <Button quiet onClick={() => setOpen(true)}>
        {t('saveSet')}
      </Button>
      <SidePanel open={open} title={t('saveSet')} onClose={() => setOpen(false)}>
        <Form
          form={form}
          submit={save}
          onSubmit={({ name, scope }) => save.submit({ name, scope: scope ?? 'own', lines })}
          actions={
            <Button primary submit hotkey="F9" busy={save.busy}>
              {t('saveSet')}
            </Button>
          }
        >
          <Field label={t('setName')} required most={200} {...form.bind('name')} />
          {mayShare && <Select label={t('sets')} choices={scopes} {...form.bind('scope')} />}
        </Form>
      </SidePanel>
    </>
  )
}
