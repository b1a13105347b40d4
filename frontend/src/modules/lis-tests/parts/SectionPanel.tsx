import { lisTestsAddSection, lisTestsSaveSection } from '@/kernel/api/sdk.gen'
import type {
  Alone,
  SectionMemberOut,
  Signing,
  TestSectionIn,
  TestSectionOut,
} from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { Button, Check, Field, Form, NumberField, Row, Select, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { SectionMembers } from './SectionMembers'

type Props = { of?: TestSectionOut; members: SectionMemberOut[]; onClose: () => void }
const ALONE: Alone[] = ['', 'never', 'night', 'reason']
const SIGNING: Signing[] = ['', 'password', 'pin']

/** One section: its name, how its results are signed, and its people. */
export function SectionPanel({ of, members, onClose }: Props) {
  const maySave = useMay('lis.tests.section.edit')
  const mayAssign = useMay('lis.tests.member.edit')
  const form = useForm({
    code: of?.code ?? '',
    name: of?.name ?? '',
    name_en: of?.name_en ?? '',
    place: (of?.place ?? 0) as number | null,
    members_only: of?.members_only ?? false,
    alone: (of?.alone ?? '') as Alone | null,
    night_from: (of?.night_from ?? null) as number | null,
    night_to: (of?.night_to ?? null) as number | null,
    signing: (of?.signing ?? '') as Signing | null,
    signing_minutes: (of?.signing_minutes ?? null) as number | null,
    active: of?.active ?? true,
  })
  const save = useSubmit(
    (body: TestSectionIn, headers) =>
      of
        ? lisTestsSaveSection({ path: { section_id: of.id }, body, headers })
        : lisTestsAddSection({ body, headers }),
    { done: onClose },
  )
  const { alone, signing } = form.values
  return (
    <SidePanel open title={of?.name ?? t('add')} onClose={onClose}>
      {maySave && (
        <Form
          form={form}
          submit={save}
          onSubmit={({ place, ...said }) =>
            save.submit({
              ...said,
              alone: said.alone ?? '',
              signing: said.signing ?? '',
              place: place ?? 0,
              version: of?.version ?? 0,
              room_id: of?.room_id ?? null,
              department_id: of?.department_id ?? null,
            })
          }
          actions={
            <Button primary submit hotkey="F9" busy={save.busy}>
              {t('save')}
            </Button>
          }
        >
          <Field label={t('code')} required off={Boolean(of)} most={20} {...form.bind('code')} />
          <Field label={t('name')} required most={200} {...form.bind('name')} />
          <Field label={t('nameEn')} most={200} {...form.bind('name_en')} />
          <NumberField label={t('place')} least={0} most={1000} {...form.bind('place')} />
          <Check label={t('membersOnly')} {...form.bind('members_only')} />
          <Select
            label={t('aloneRule')}
            choices={ALONE.map((value) => ({ value, label: t(`alone_${value || 'house'}`) }))}
            {...form.bind('alone')}
          />
          {alone === 'night' && (
            <Row columns={2}>
              <NumberField
                label={t('nightFrom')}
                least={0}
                most={23}
                unit="h"
                {...form.bind('night_from')}
              />
              <NumberField
                label={t('nightTo')}
                least={0}
                most={23}
                unit="h"
                {...form.bind('night_to')}
              />
            </Row>
          )}
          <Select
            label={t('signing')}
            choices={SIGNING.map((value) => ({ value, label: t(`signing_${value || 'none'}`) }))}
            {...form.bind('signing')}
          />
          {signing && (
            <NumberField
              label={t('signingMinutes')}
              hint={t('signingMinutesHint')}
              least={0}
              most={120}
              unit="min"
              {...form.bind('signing_minutes')}
            />
          )}
          {of && <Check label={t('live')} {...form.bind('active')} />}
        </Form>
      )}
      {of && mayAssign && <SectionMembers code={of.code} members={members} onClose={onClose} />}
    </SidePanel>
  )
}
