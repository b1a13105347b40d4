import { useQuery } from '@tanstack/react-query'
import { hisAdminFormsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import {
  hisAdminAddPrinter,
  hisAdminAddPrintRoute,
  hisAdminPrinters,
  hisAdminPrintRoutes,
  hisAdminSavePrinter,
  hisAdminSavePrintRoute,
  hisAdminWorkstations,
} from '@/kernel/api/sdk.gen'
import type {
  PrinterOut,
  PrinterPaper,
  PrintRouteOut,
  WorkstationOut,
} from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Alert, Field, Select, Stack } from '@/kernel/ui'
import { t } from '../text/places'
import { everything } from './everything'
import { PlaceList } from './PlaceList'
import { choicesOf } from './places'

const PAPERS: PrinterPaper[] = ['a4', 'a5', 'k80', 'label', 'wristband']

type PrinterValues = { code: string; name: string; address: string; paper: PrinterPaper }

export function Printers() {
  return (
    <PlaceList<PrinterOut, PrinterValues>
      list="his.admin.printers"
      label={t('printers')}
      load={(query, signal) => hisAdminPrinters({ query, signal }).then((answer) => answer.data)}
      columns={[
        { head: t('code'), show: (printer) => printer.code, width: '1%', nowrap: true },
        { head: t('name'), show: (printer) => printer.name, phone: 'title' },
        { head: t('paper'), show: (printer) => t(printer.paper) },
        { head: t('queue'), show: (printer) => printer.address },
      ]}
      nameOf={(printer) => printer.name}
      start={{ code: '', name: '', address: '', paper: 'a4' }}
      valuesOf={({ code, name, address, paper }) => ({ code, name, address, paper })}
      add={(body, headers) => hisAdminAddPrinter({ body, headers })}
      save={(printer, body, headers) =>
        hisAdminSavePrinter({ path: { printer_id: printer.id }, body, headers })
      }
      fields={(form) => (
        <>
          <Field label={t('code')} required autoFocus most={60} {...form.bind('code')} />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Field label={t('queue')} most={200} hint={t('queueHint')} {...form.bind('address')} />
          <Select
            label={t('paper')}
            required
            choices={PAPERS.map((value) => ({ value, label: t(value) }))}
            {...form.bind('paper')}
            onChange={(paper) => paper && form.set('paper', paper)}
          />
        </>
      )}
    />
  )
}

type RouteValues = { form: string; workstation_id: string | null; printer_id: string }

const EVERY = 'every'

/** Which printer a form comes out of, at which workstation. */
export function PrintRoutes() {
  const { data: forms } = useQuery({ ...hisAdminFormsOptions(), staleTime: 60_000 })
  const { data: workstations } = useQuery({
    queryKey: ['his.admin.all', 'workstations'],
    queryFn: ({ signal }) =>
      everything<WorkstationOut>((query) =>
        hisAdminWorkstations({ query, signal }).then((answer) => answer.data),
      ),
  })
  const { data: printers } = useQuery({
    queryKey: ['his.admin.all', 'printers'],
    queryFn: ({ signal }) =>
      everything<PrinterOut>((query) =>
        hisAdminPrinters({ query, signal }).then((answer) => answer.data),
      ),
  })
  const formName = (id: string) => {
    const found = forms?.forms.find((form) => form.id === id)
    return found ? say(found.title) : id || t('everyForm')
  }
  const nameIn = (list: { id: string; name: string }[] | undefined, id: string | null) =>
    list?.find((each) => each.id === id)?.name
  return (
    <Stack>
      <Alert weight="info">{t('routesHint')}</Alert>
      <PlaceList<PrintRouteOut, RouteValues>
        list="his.admin.print-routes"
        label={t('printRoutes')}
        load={(query, signal) =>
          hisAdminPrintRoutes({ query, signal }).then((answer) => answer.data)
        }
        columns={[
          { head: t('form'), show: (route) => formName(route.form), phone: 'title' },
          {
            head: t('workstation'),
            show: (route) => nameIn(workstations, route.workstation_id) ?? t('everywhere'),
          },
          { head: t('printer'), show: (route) => nameIn(printers, route.printer_id) },
        ]}
        nameOf={(route) => `${t('printRoutes')}: ${formName(route.form)}`}
        start={{ form: '', workstation_id: null, printer_id: '' }}
        valuesOf={({ form, workstation_id, printer_id }) => ({ form, workstation_id, printer_id })}
        add={(body, headers) => hisAdminAddPrintRoute({ body, headers })}
        save={(route, body, headers) =>
          hisAdminSavePrintRoute({ path: { route_id: route.id }, body, headers })
        }
        fields={(form) => (
          <>
            <Select
              label={t('form')}
              autoFocus
              choices={[
                { value: EVERY, label: t('everyForm') },
                ...(forms?.forms ?? []).map(({ id, title }) => ({ value: id, label: say(title) })),
              ]}
              value={form.values.form || EVERY}
              onChange={(id) => form.set('form', !id || id === EVERY ? '' : id)}
            />
            <Select
              label={t('workstation')}
              choices={[
                { value: EVERY, label: t('everywhere') },
                ...choicesOf(workstations, form.values.workstation_id),
              ]}
              value={form.values.workstation_id ?? EVERY}
              onChange={(id) => form.set('workstation_id', id === EVERY ? null : id)}
            />
            <Select
              label={t('printer')}
              required
              choices={choicesOf(printers, form.values.printer_id)}
              {...form.bind('printer_id')}
              onChange={(id) => form.set('printer_id', id ?? '')}
            />
          </>
        )}
      />
    </Stack>
  )
}
