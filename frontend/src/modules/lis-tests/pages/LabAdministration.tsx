import { lisTestsPrintVerifiers } from '@/kernel/api/sdk.gen'
import { useMay } from '@/kernel/may'
import { language } from '@/kernel/text'
import { Page, PrintButton, TabPanels } from '@/kernel/ui'
import { Acts } from '../parts/Acts'
import { DoneAlone } from '../parts/DoneAlone'
import { Overview } from '../parts/Overview'
import { t } from '../text'

/** Who may do what in the laboratory, how results are signed, and what was done: in one place. */
export function LabAdministration() {
  const mayVerify = useMay('lis.results.result.verify')
  const mayAudit = useMay('lis.tests.audit.read')
  const tabs = [{ id: 'people', label: t('people'), show: <Overview /> }]
  if (mayVerify) tabs.push({ id: 'alone', label: t('doneAlone'), show: <DoneAlone /> })
  if (mayAudit) tabs.push({ id: 'acts', label: t('acts'), show: <Acts /> })
  return (
    <Page
      title={t('administration')}
      actions={
        <PrintButton
          title={t('verifiers')}
          pdf={() =>
            lisTestsPrintVerifiers({ query: { language: language() }, parseAs: 'blob' }).then(
              (answer) => answer.data as unknown as Blob,
            )
          }
        >
          {t('verifiers')}
        </PrintButton>
      }
    >
      <TabPanels tabs={tabs} />
    </Page>
  )
}
