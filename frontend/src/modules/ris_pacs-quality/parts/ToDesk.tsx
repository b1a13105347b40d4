import { useNavigate } from '@tanstack/react-router'
import { Button } from '@/kernel/ui'
import { IconEdit } from '@/kernel/ui/icons'
import { t } from '../text'

/** From a study to the quality desk. */
export function ToDesk({ studyUid }: { studyUid: string }) {
  const navigate = useNavigate()
  return (
    <Button
      small
      quiet
      icon={IconEdit}
      onClick={() => navigate({ to: '/imaging/quality/$studyUid', params: { studyUid } })}
    >
      {t('toDesk')}
    </Button>
  )
}
