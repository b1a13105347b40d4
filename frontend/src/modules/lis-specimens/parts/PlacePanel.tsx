import { useQuery } from '@tanstack/react-query'
import { lisSpecimensPlacesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensAddPlace, lisSpecimensSavePlace } from '@/kernel/api/sdk.gen'
import type { LocationIn, LocationOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Field, Form, Row, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text'

const whole = (text: string) => Number.parseInt(text, 10) || 0

/** A room, a fridge, a rack. */
export function PlacePanel(props: { of?: LocationOut; onClose: (saved?: LocationOut) => void }) {
  const { of, onClose } = props
  const places = useQuery(lisSpecimensPlacesOptions()).data?.items ?? []
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    parent_id: of?.parent_id ?? (null as string | null),
    rows: String(of?.rows || ''),
    columns: String(of?.columns || ''),
    temperature: of?.temperature ?? '',
  })
  const save = useSubmit(
    (body: LocationIn, headers) =>
      of
        ? lisSpecimensSavePlace({
            path: { location_id: of.id },
            body: { ...body, version: of.version },
            headers,
          })
        : lisSpecimensAddPlace({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={t(of ? 'editPlace' : 'newPlace')} onClose={() => onClose()}>
      <Form
        form={form}
        submit={save}
        onSubmit={(values) =>
          save.submit({ ...values, rows: whole(values.rows), columns: whole(values.columns) })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('placeCode')} required autoFocus {...form.bind('code')} />
        <Field label={t('placeName')} required {...form.bind('name')} />
        <Select
          label={t('inside')}
          {...form.bind('parent_id')}
          choices={places
            .filter((each) => each.id !== of?.id)
            .map((each) => ({ value: each.id, label: each.path }))}
        />
        <Row columns={2}>
          <Field label={t('rows')} keyboard="numeric" {...form.bind('rows')} />
          <Field label={t('columns')} keyboard="numeric" {...form.bind('columns')} />
        </Row>
        <Field label={t('temperature')} {...form.bind('temperature')} />
      </Form>
    </SidePanel>
  )
}
