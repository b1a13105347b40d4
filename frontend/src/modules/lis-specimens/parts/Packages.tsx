import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  hisAdminRoomsOptions,
  lisSpecimensCheckPackagesOptions,
} from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisCatalogsSearch,
  lisSpecimensAddCheckPackage,
  lisSpecimensSaveCheckPackage,
} from '@/kernel/api/sdk.gen'
import type { CheckPackageIn, CheckPackageOut, PackageServiceOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Check,
  DateField,
  Field,
  Form,
  Picker,
  Row,
  Select,
  SidePanel,
  Stack,
  Status,
  Table,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { t } from '../text'

/** What a contract asks for each person. */
export function Packages() {
  const found = useQuery(lisSpecimensCheckPackagesOptions({ query: { ended: true } }))
  const [open, setOpen] = useState<CheckPackageOut | 'new'>()
  return (
    <Stack>
      <Button onClick={() => setOpen('new')}>{t('addPackage')}</Button>
      <Awaited of={found} rows={6}>
        {(page) => (
          <Table<CheckPackageOut>
            label={t('packages')}
            empty={t('noPackages')}
            rows={page.items}
            keyOf={(row) => row.id}
            onOpen={setOpen}
            toneOf={(row) => (row.active ? undefined : 'dim')}
            columns={[
              { head: t('code'), nowrap: true, width: '1%', show: (row) => row.code },
              { head: t('package'), phone: 'title', show: (row) => row.name },
              { head: t('customer'), show: (row) => row.customer },
              { head: t('services'), show: (row) => row.services.map((s) => s.name).join(', ') },
              {
                head: t('state'),
                show: (row) =>
                  row.active ? (
                    `${showDate(row.valid_from)} – ${row.valid_to ? showDate(row.valid_to) : '…'}`
                  ) : (
                    <Status tone="grey">{t('endedPackage')}</Status>
                  ),
              },
            ]}
          />
        )}
      </Awaited>
      {open && (
        <PackagePanel of={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Stack>
  )
}

function PackagePanel({ of, onClose }: { of?: CheckPackageOut; onClose: () => void }) {
  const rooms = useQuery(hisAdminRoomsOptions({ query: { active: true, limit: 200 } }))
  const [services, setServices] = useState<PackageServiceOut[]>(of?.services ?? [])
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    customer: of?.customer ?? '',
    contract_no: of?.contract_no ?? '',
    room_id: (of?.room_id ?? null) as string | null,
    valid_from: (of?.valid_from ?? today()) as string | null,
    valid_to: (of?.valid_to ?? null) as string | null,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: CheckPackageIn, headers) =>
      of
        ? lisSpecimensSaveCheckPackage({ path: { package_id: of.id }, body, headers })
        : lisSpecimensAddCheckPackage({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel open title={of?.name ?? t('addPackage')} onClose={onClose}>
      <Form
        form={form}
        submit={save}
        onSubmit={({ room_id, valid_from, ...said }) =>
          save.submit({
            ...said,
            room_id: room_id ?? '',
            valid_from: valid_from ?? today(),
            services: services.map((each) => each.code),
            version: of?.version ?? 0,
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy} off={services.length === 0}>
            {t('save')}
          </Button>
        }
      >
        <Field label={t('code')} required most={20} {...form.bind('code')} />
        <Field label={t('package')} required most={200} {...form.bind('name')} />
        <Field label={t('customer')} most={200} {...form.bind('customer')} />
        <Field label={t('contract')} most={100} {...form.bind('contract_no')} />
        <Select
          label={t('visitRoom')}
          required
          choices={(rooms.data?.items ?? []).map((each) => ({
            value: each.id,
            label: each.name,
            code: each.code,
          }))}
          {...form.bind('room_id')}
        />
        <Row columns={2}>
          <DateField label={t('validFrom')} required {...form.bind('valid_from')} />
          <DateField label={t('validTo')} {...form.bind('valid_to')} />
        </Row>
        <Picker<PackageServiceOut>
          label={t('addService')}
          list="lis.specimens.services"
          value={null}
          keepOpen
          from={1}
          line={({ code, name }) => ({ key: code, code, name })}
          search={(q, signal) =>
            hisCatalogsSearch({ path: { list_id: 'service' }, query: { q }, signal }).then(
              (answer) => answer.data?.items ?? [],
            )
          }
          onChange={(one) =>
            one &&
            setServices((all) => (all.some((s) => s.code === one.code) ? all : [...all, one]))
          }
        />
        <Table<PackageServiceOut>
          label={t('services')}
          rows={services}
          keyOf={(row) => row.code}
          columns={[{ head: t('services'), phone: 'title', show: (row) => row.name }]}
          actions={(row) => (
            <Button
              small
              quiet
              onClick={() => setServices((all) => all.filter((s) => s.code !== row.code))}
            >
              {t('takeOff')}
            </Button>
          )}
        />
        {of && <Check label={t('inUse')} {...form.bind('active')} />}
      </Form>
    </SidePanel>
  )
}
