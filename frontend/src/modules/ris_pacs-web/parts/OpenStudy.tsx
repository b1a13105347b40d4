import { useNavigate } from '@tanstack/react-router'
import { Button } from '@/kernel/ui'
import { IconEye, IconPhoto } from '@/kernel/ui/icons'
import { t } from '../text'
import { isSmall, ohifAddress, quickAddress } from './addresses'

/** One click to the pictures: the full viewer, or on a telephone the quick one. */
export function OpenStudy({ studyUid, ohif = true }: { studyUid: string; ohif?: boolean }) {
  const navigate = useNavigate()
  const quick = () => navigate({ to: quickAddress(studyUid) })
  if (!ohif || isSmall()) {
    return (
      <Button small icon={IconPhoto} onClick={quick}>
        {t('open')}
      </Button>
    )
  }
  return (
    <>
      <Button
        small
        icon={IconPhoto}
        onClick={() => window.open(ohifAddress(studyUid), '_blank', 'noopener')}
      >
        {t('open')}
      </Button>
      <Button small quiet icon={IconEye} onClick={quick}>
        {t('quick')}
      </Button>
    </>
  )
}
