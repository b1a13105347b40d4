import { useAddress } from '../address'
import { t } from '../text'
import { Segments } from './Segments'

type Profile = '2017' | 'current'

/** The circular as enacted, or what of it is in force. The facility's own choice is the start. */
export function ProfileSegments({ now }: { now: string | undefined }) {
  const { at, go } = useAddress()
  return (
    <Segments<Profile>
      label={t('profile')}
      value={(at.profile ?? now ?? '2017') as Profile}
      choices={[
        { value: '2017', label: t('profile2017'), title: t('profileWhy2017') },
        { value: 'current', label: t('profileCurrent'), title: t('profileWhyCurrent') },
      ]}
      onChange={(profile) => go({ profile })}
    />
  )
}
