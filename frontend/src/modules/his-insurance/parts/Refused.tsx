import { useNavigate } from '@tanstack/react-router'
import type { DossierOut, Mend } from '@/kernel/api/types.gen'
import { Alert, Button, Row } from '@/kernel/ui'
import { t } from '../text'
import { pathOf } from './words'

const SCREENS = ['coverage', 'exam', 'bill', 'patient'] as const satisfies Mend[]

/** Why the gateway did not take it, and the ways to where such things are mended. */
export function Refused({ of }: { of: DossierOut }) {
  const navigate = useNavigate()
  return (
    <Alert weight="stop">
      <p>
        {t('gatewaySays')}: {of.answer_says}
      </p>
      <Row>
        {SCREENS.map((each) => (
          <Button key={each} small onClick={() => navigate({ to: pathOf(each, of) ?? '/' })}>
            {t(`mend_${each}`)}
          </Button>
        ))}
      </Row>
      <p>{t('mendThen')}</p>
    </Alert>
  )
}
