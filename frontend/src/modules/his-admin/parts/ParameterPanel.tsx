import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { hisAdminParameterValuesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminSetParameter, hisAdminUndoParameter } from '@/kernel/api/sdk.gen'
import type { ParameterIn, ParameterOut, ParameterValueOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Awaited,
  Button,
  Choose,
  DangerPanel,
  DateField,
  Dim,
  Facts,
  Field,
  Form,
  NumberField,
  Row,
  Select,
  SidePanel,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text/settings'
import css from './audit.module.css'
import { ParameterHistory } from './ParameterHistory'
import { nameIn, choicesOf as placesOf, useRooms } from './places'
import { choicesOf, showValue, unitOf, type Value } from './value'

/** One parameter: what holds, a new value from a day and for a place, and how it came to be. */
export function ParameterPanel(props: { parameter: ParameterOut; onClose: () => void }) {
  const { parameter, onClose } = props
  const maySet = useMay('his.admin.parameters.manage')
  const [undoing, setUndoing] = useState<ParameterValueOut>()
  const { data: rooms } = useRooms()
  const roomName = (id: string | null) => (id === null ? t('house') : nameIn(rooms, id))
  const history = useQuery(
    hisAdminParameterValuesOptions({ path: { parameter_id: parameter.id }, query: { limit: 100 } }),
  )
  if (undoing) {
    return (
      <Undoing
        parameter={parameter}
        value={undoing}
        where={roomName(undoing.room_id)}
        onClose={() => setUndoing(undefined)}
      />
    )
  }
  return (
    <SidePanel open title={say(parameter.title)} onClose={onClose}>
      <Facts
        of={[
          { label: t('value'), value: <b>{showValue(parameter, parameter.value)}</b> },
          { label: t('defaultHead'), value: showValue(parameter, parameter.default) },
          ...Object.entries(parameter.rooms).map(([room, value]) => ({
            label: roomName(room),
            value: showValue(parameter, value),
          })),
        ]}
      />
      {maySet && <Setting parameter={parameter} />}
      <h3 className={css.head}>{t('history')}</h3>
      <Awaited of={history} rows={3}>
        {({ items }) =>
          items.length ? (
            <ParameterHistory
              parameter={parameter}
              history={items}
              roomName={roomName}
              onUndo={maySet ? setUndoing : undefined}
            />
          ) : (
            <Dim>{t('noHistory')}</Dim>
          )
        }
      </Awaited>
      <Dim>{parameter.id}</Dim>
    </SidePanel>
  )
}

function Setting({ parameter }: { parameter: ParameterOut }) {
  const { data: rooms } = useRooms()
  const form = useForm({
    value: parameter.value as Value | null,
    room_id: null as string | null,
    valid_from: null as string | null,
    reason: '',
  })
  const set = useSubmit(
    (body: ParameterIn, headers) =>
      hisAdminSetParameter({ path: { parameter_id: parameter.id }, body, headers }),
    { done: () => form.reset({ ...form.values, room_id: null, valid_from: null, reason: '' }) },
  )
  const { values } = form
  return (
    <Form
      form={form}
      submit={set}
      onSubmit={(v) =>
        set.submit({
          value: v.value ?? '',
          room_id: v.room_id,
          valid_from:
            v.valid_from && v.valid_from > today() ? `${v.valid_from}T00:00:00+07:00` : null,
          reason: v.reason,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={set.busy} off={!form.dirty}>
          {t('save')}
        </Button>
      }
    >
      <ValueField
        parameter={parameter}
        value={values.value}
        onChange={(value) => form.set('value', value)}
      />
      <Row columns={2}>
        <Select
          label={t('where')}
          placeholder={t('house')}
          choices={placesOf(rooms, values.room_id)}
          {...form.bind('room_id')}
        />
        <DateField label={t('from')} {...form.bind('valid_from')} />
      </Row>
      <Dim>{t('fromHint')}</Dim>
      <Field label={t('reason')} required most={500} lines={2} {...form.bind('reason')} />
    </Form>
  )
}

function ValueField(props: {
  parameter: ParameterOut
  value: Value | null
  onChange: (value: Value | null) => void
}) {
  const { parameter, value, onChange } = props
  const { least, most } = parameter
  if (parameter.kind === 'bool') {
    return (
      <Choose
        label={t('newValue')}
        value={value ? 'yes' : 'no'}
        choices={[
          { value: 'yes', label: t('yes') },
          { value: 'no', label: t('no') },
        ]}
        onChange={(chosen) => onChange(chosen === 'yes')}
      />
    )
  }
  if (parameter.kind === 'int') {
    return (
      <NumberField
        label={t('newValue')}
        name="value"
        required
        unit={unitOf(parameter)}
        least={least ?? undefined}
        most={most ?? undefined}
        hint={least !== null && most !== null ? t('range', { least, most }) : undefined}
        value={value as number | null}
        onChange={onChange}
      />
    )
  }
  if (parameter.choices.length > 0) {
    return (
      <Select
        label={t('newValue')}
        name="value"
        required
        choices={choicesOf(parameter)}
        value={value as string | null}
        onChange={onChange}
      />
    )
  }
  return (
    <Field
      label={t('newValue')}
      name="value"
      most={4000}
      value={String(value ?? '')}
      onChange={onChange}
    />
  )
}

function Undoing(props: {
  parameter: ParameterOut
  value: ParameterValueOut
  where: string
  onClose: () => void
}) {
  const { parameter, value, onClose } = props
  const undo = useSubmit(
    (reason: string, headers) =>
      hisAdminUndoParameter({ path: { value_id: value.id }, body: { reason }, headers }),
    { done: onClose },
  )
  return (
    <DangerPanel
      open
      title={`${t('undo')}: ${say(parameter.title)}`}
      verb={t('undo')}
      before={`${showValue(parameter, value.value)} (${props.where})`}
      after={t('undoAfter')}
      busy={undo.busy}
      refusal={undo.refusal}
      onAct={undo.submit}
      onClose={onClose}
    />
  )
}
