import { useQuery } from '@tanstack/react-query'
import { risPacsLinkImagingConformanceOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { AgreesOut, ConformanceOut, MessageTakenOut } from '@/kernel/api/types.gen'
import { useMay } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Awaited, Dim, Download, Facts, Page, Panel, Stack, Table, TabPanels } from '@/kernel/ui'
import { Validator } from '../parts/Validator'
import { t } from '../text'

const SHEET = '/api/imaging/link/conformance/sheet'
const JSON_ = '/api/imaging/link/conformance'

/** What this installation speaks, and a place where messages and pictures are judged. */
export function Conformance() {
  const mayCheck = useMay('ris_pacs.link.validator.use')
  const found = useQuery(risPacsLinkImagingConformanceOptions())
  const statement = {
    id: 'statement',
    label: t('statement'),
    show: <Awaited of={found}>{(of) => <Statement of={of} />}</Awaited>,
  }
  return (
    <Page
      title={t('conformance')}
      actions={
        <>
          <Download href={SHEET}>{t('sheet')}</Download>
          <Download href={JSON_}>{t('json')}</Download>
        </>
      }
    >
      <TabPanels
        tabs={
          mayCheck
            ? [statement, { id: 'check', label: t('validator'), show: <Validator /> }]
            : [statement]
        }
      />
    </Page>
  )
}

function Statement({ of }: { of: ConformanceOut }) {
  const { dicom } = of
  return (
    <Stack>
      <Panel>
        <Facts
          of={[
            { label: 'AE title', value: dicom.ae_title },
            { label: t('port'), value: `${dicom.port} · HL7 ${of.hl7_port}` },
            ...(dicom.tls_port ? [{ label: 'DICOM TLS', value: `${dicom.tls_port}` }] : []),
            { label: 'Implementation', value: `${dicom.implementation} ${dicom.version}` },
            { label: t('charsets'), value: dicom.charsets.join(', ') },
            { label: 'HL7 v2', value: of.hl7_versions.join(', ') },
            { label: 'MSH-18', value: of.hl7_charsets.join(', ') },
          ]}
        />
      </Panel>
      <Panel title={t('hl7')}>
        <Table<MessageTakenOut>
          label={t('hl7')}
          rows={[...of.taken, ...of.sent]}
          keyOf={(row) => `${row.way}${row.type}${row.kinds.join()}${row.title.en}`}
          columns={[
            {
              head: t('type'),
              nowrap: true,
              phone: 'title',
              show: (row) => (
                <>
                  {row.type} <Dim>{row.way === 'in' ? t('in') : t('out')}</Dim>
                </>
              ),
            },
            { head: t('name'), show: (row) => say(row.title) },
            { head: t('kind'), show: (row) => row.kinds.join(', ') },
            { head: t('answer'), nowrap: true, show: (row) => row.answer },
            { head: t('must'), show: (row) => <Dim>{required(row)}</Dim>, phone: 'hide' },
          ]}
        />
      </Panel>
      <Panel title={t('dicom')}>
        <Table<AgreesOut>
          label={t('dicom')}
          rows={dicom.agrees}
          keyOf={(row) => row.uid}
          columns={[
            { head: t('name'), phone: 'title', show: (row) => row.name },
            { head: 'UID', show: (row) => <Dim>{row.uid}</Dim>, phone: 'hide' },
            { head: t('role'), nowrap: true, show: (row) => row.role },
            { head: t('syntaxes'), align: 'right', show: (row) => row.syntaxes.length },
            { head: t('right'), nowrap: true, show: (row) => say(row.right) },
          ]}
        />
      </Panel>
      <Panel title={t('uses')}>
        <Facts of={dicom.uses.map((each) => ({ label: each.what, value: each.name }))} />
      </Panel>
      <Panel title={t('web')}>
        <Facts of={of.web.map((each) => ({ label: each.method, value: each.path }))} />
      </Panel>
    </Stack>
  )
}

function required(row: MessageTakenOut): string {
  return row.parts
    .flatMap((part) => part.needs.filter((need) => need.must).map((need) => need.place))
    .join(', ')
}
