import { useQuery } from '@tanstack/react-query'
import { lisTestsSectionsOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { useMay } from '@/kernel/may'
import { language } from '@/kernel/text'

/** The sections as choices, for whoever may read them. */
export function useSections(): { value: string; label: string }[] {
  const may = useMay('lis.tests.test.read')
  const { data } = useQuery({ ...lisTestsSectionsOptions(), enabled: may })
  return (data?.items ?? []).map(({ code, name, name_en }) => ({
    value: code,
    label: language() === 'en' && name_en ? name_en : name,
  }))
}
