import { type ReactNode, useState } from 'react'
import { type FormState, useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  type Asked,
  Button,
  Check,
  type Column,
  Form,
  SidePanel,
  Status,
  Worklist,
} from '@/kernel/ui'
import { IconPlus } from '@/kernel/ui/icons'
import { t } from '../text/places'

type Kept = { id: string; active: boolean; version: number }
type Headers = { 'Idempotency-Key': string }

type Changing<R, V> = {
  fields: (form: FormState<V>) => ReactNode
  add: (values: V, headers: Headers) => Promise<{ data: R }>
  save: (
    row: R,
    values: V & { active: boolean; version: number },
    headers: Headers,
  ) => Promise<{ data: R }>
}

/** One kind of place: its list, and a panel to add or change one. Nothing is deleted: it ends. */
export function PlaceList<R extends Kept, V extends object>(
  props: Changing<R, V> & {
    list: string
    label: string
    load: (
      asked: Asked,
      signal: AbortSignal,
    ) => Promise<{ items: R[]; next: string | null } | undefined>
    columns: Column<R>[]
    nameOf: (row: R) => string
    start: V
    valuesOf: (row: R) => V
  },
) {
  const mayManage = useMay('his.admin.facility.manage')
  const [open, setOpen] = useState<R | 'new'>()
  const row = open === 'new' ? undefined : open
  return (
    <>
      <Worklist<R>
        list={props.list}
        label={props.label}
        load={props.load}
        keyOf={(each) => each.id}
        empty={t('none')}
        columns={[
          ...props.columns,
          {
            head: t('state'),
            show: (each) => (
              <Status tone={each.active ? 'green' : 'grey'}>
                {each.active ? t('inUse') : t('ended')}
              </Status>
            ),
            width: '1%',
          },
        ]}
        toneOf={(each) => (each.active ? undefined : 'dim')}
        onOpen={mayManage ? setOpen : undefined}
        right={
          mayManage && (
            <Button small icon={IconPlus} onClick={() => setOpen('new')}>
              {t('add')}
            </Button>
          )
        }
      />
      {open && (
        <PlacePanel
          key={row?.id ?? 'new'}
          title={row ? props.nameOf(row) : `${t('add')}: ${props.label}`}
          row={row}
          start={row ? props.valuesOf(row) : props.start}
          fields={props.fields}
          add={props.add}
          save={props.save}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}

function PlacePanel<R extends Kept, V extends object>(
  props: Changing<R, V> & {
    title: string
    row: R | undefined
    start: V
    onClose: () => void
  },
) {
  const { row, onClose } = props
  const form = useForm<V>(props.start)
  const [active, setActive] = useState(row?.active ?? true)
  const send = useSubmit(
    (values: V, headers) =>
      row
        ? props.save(row, { ...values, active, version: row.version }, headers)
        : props.add(values, headers),
    { done: onClose },
  )
  const changed = form.dirty || active !== (row?.active ?? true)
  return (
    <SidePanel open title={props.title} onClose={onClose}>
      <Form
        form={form}
        submit={send}
        onSubmit={send.submit}
        actions={
          <Button primary submit hotkey="F9" busy={send.busy} off={!changed}>
            {t('save')}
          </Button>
        }
      >
        {props.fields(form)}
        {row && <Check label={t('inUse')} value={active} onChange={setActive} />}
      </Form>
    </SidePanel>
  )
}
