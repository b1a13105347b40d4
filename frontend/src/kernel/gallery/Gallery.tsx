import { useState } from 'react'
import { useForm } from '../form'
import { useSubmit } from '../submit'
import {
  Alert,
  Button,
  Check,
  Choose,
  DangerPanel,
  DateField,
  Facts,
  Field,
  Form,
  Key,
  Money,
  NumberField,
  OnOff,
  Page,
  Panel,
  Picker,
  PrintButton,
  Row,
  Select,
  Stack,
  Status,
  Time,
  Waiting,
  Why,
  Worklist,
  WorkPage,
} from '../ui'
import { IconSpeakerphone, IconUserPlus } from '../ui/icons'
import { loadTickets, type Sample, searchIcd } from './samples'

type Icd = { code: string; name: string }

const EMPTY = {
  name: '',
  born: null as string | null,
  sex: null as 'male' | 'female' | null,
  temperature: null as number | null,
  pulse: 72 as number | null,
  payer: 'bhyt' as 'bhyt' | 'self' | null,
  diagnosis: null as Icd | null,
  note: '',
  pregnant: false,
}

/** Every part, as it looks with believable words; for those who build pages and those who judge them. */
export function Gallery() {
  const [cancelling, setCancelling] = useState(false)
  return (
    <Page
      title="Bộ thành phần"
      detail="chỉ có khi phát triển"
      actions={
        <>
          <PrintButton pdf="/gallery/none.pdf" />
          <Button onClick={() => setCancelling(true)} danger>
            Huỷ lượt khám
          </Button>
          <Button icon={IconUserPlus} hotkey="F2">
            Đăng ký mới
          </Button>
        </>
      }
    >
      <WorkPage
        known={{ title: 'Đã biết', show: <Known /> }}
        now={{ title: 'Đang khám', show: <Entry /> }}
        out={{ title: 'Kết quả', show: <Out /> }}
      />
      <br />
      <Worklist<Sample>
        list="gallery.tickets"
        label="Danh sách chờ"
        load={loadTickets}
        keyOf={(row) => row.id}
        filters={[
          {
            name: 'state',
            label: 'Trạng thái',
            choices: [
              { value: 'waiting', label: 'Chờ khám' },
              { value: 'called', label: 'Đã gọi' },
              { value: 'done', label: 'Xong' },
            ],
          },
          { name: 'q', label: 'Tìm trong danh sách', kind: 'text' },
        ]}
        columns={[
          { head: 'Số', show: (row) => row.ticket, width: '1%' },
          { head: 'Họ và tên', show: (row) => row.name, phone: 'title' },
          { head: 'Tuổi', show: (row) => row.age, nowrap: true },
          { head: 'Khám gì', show: (row) => row.reason },
          { head: 'Chờ', show: (row) => <Waiting since={row.since} />, width: '1%' },
          {
            head: 'Trạng thái',
            show: (row) => <Status tone={row.tone}>{row.state}</Status>,
            width: '1%',
          },
        ]}
        onOpen={() => {}}
        actions={() => (
          <Button small icon={IconSpeakerphone}>
            Gọi
          </Button>
        )}
        right={<Button icon={IconUserPlus}>Thêm người</Button>}
      />
      <DangerPanel
        open={cancelling}
        title="Huỷ lượt khám"
        before={<>Lượt khám K26-000123, phòng 101 Nội, đang chờ</>}
        after={<>Lượt khám đã huỷ; số 12 bị bỏ qua; chưa thu tiền nên không hoàn</>}
        tells="phòng 101 Nội, quầy thu ngân"
        verb="Huỷ lượt khám"
        onAct={() => setCancelling(false)}
        onClose={() => setCancelling(false)}
      />
    </Page>
  )
}

function Known() {
  const [on, setOn] = useState(true)
  return (
    <Stack>
      <Panel title="Hành chính">
        <Facts
          of={[
            { label: 'Mã người bệnh', value: 'BN26-000451' },
            { label: 'Ngày sinh', value: '17/05/1980 (46t)' },
            { label: 'Thẻ BHYT', value: 'DN4 79 0123456789' },
            { label: 'Khám gần nhất', value: <Time at="2026-11-02T02:15:00Z" /> },
          ]}
        />
      </Panel>
      <Panel title="Cảnh báo">
        <Stack>
          <Alert weight="info">Người bệnh có thẻ BHYT hết hạn trong 20 ngày.</Alert>
          <Alert
            weight="warning"
            right={<Why rule="Dưới 30 ngày là tái khám cùng đợt." source="QĐ 4210, điều 5" />}
          >
            Đã khám cùng chuyên khoa 6 ngày trước.
          </Alert>
          <Alert weight="stop" onOverride={() => {}}>
            Dị ứng Penicillin đã ghi nhận: không kê Amoxicillin.
          </Alert>
        </Stack>
      </Panel>
      <OnOff label="Nhắc khi có kết quả mới" value={on} onChange={setOn} />
    </Stack>
  )
}

function Entry() {
  const form = useForm(EMPTY)
  const save = useSubmit(async (values: typeof EMPTY) => ({ data: values }), {
    done: () => form.reset(),
  })
  return (
    <Panel title="Đăng ký và sinh hiệu">
      <Form
        form={form}
        submit={save}
        onSubmit={save.submit}
        actions={
          <>
            <Button primary submit hotkey="F9" busy={save.busy}>
              Kết thúc khám
            </Button>
            <Button quiet onClick={() => form.reset()}>
              Nhập lại
            </Button>
          </>
        }
      >
        <Row columns={2}>
          <Field label="Họ và tên" required {...form.bind('name')} />
          <DateField label="Ngày sinh" partial age past required {...form.bind('born')} />
        </Row>
        <Row columns={2}>
          <Choose
            label="Giới tính"
            required
            choices={[
              { value: 'male', label: 'Nam' },
              { value: 'female', label: 'Nữ' },
            ]}
            {...form.bind('sex')}
          />
          <Select
            label="Đối tượng"
            choices={[
              { value: 'bhyt', label: 'Bảo hiểm y tế' },
              { value: 'self', label: 'Thu phí' },
            ]}
            {...form.bind('payer')}
          />
        </Row>
        <Row columns={4}>
          <NumberField
            label="Nhiệt độ"
            unit="°C"
            least={30}
            most={45}
            decimals={1}
            {...form.bind('temperature')}
          />
          <NumberField label="Mạch" unit="lần/phút" least={20} most={250} {...form.bind('pulse')} />
          <Field
            label="Điện thoại"
            value="09"
            onChange={() => {}}
            error="Cần đủ 10 số, ví dụ 0903123456"
          />
          <Field
            label="Cân nặng"
            unit="kg"
            value="52"
            onChange={() => {}}
            warn="Giảm 6 kg từ lần trước"
          />
        </Row>
        <Picker<Icd>
          label="Chẩn đoán chính (ICD-10)"
          list="gallery.icd"
          search={searchIcd}
          line={({ code, name }) => ({ key: code, code, name })}
          required
          why={<Why rule="Một chẩn đoán chính cho một lượt khám." source="QĐ 4469/QĐ-BYT" />}
          {...form.bind('diagnosis')}
        />
        <Field
          label="Diễn biến"
          lines={3}
          hint="Ghi ngắn; có thể bổ sung sau."
          {...form.bind('note')}
        />
        <Check label="Đang mang thai" {...form.bind('pregnant')} />
      </Form>
    </Panel>
  )
}

function Out() {
  return (
    <Stack>
      <Panel title="Chỉ định" actions={<Button small>Thêm</Button>}>
        <Stack>
          <Row>
            Công thức máu <Status tone="green">Đã trả</Status>
          </Row>
          <Row>
            X-quang ngực thẳng <Status tone="blue">Đang làm</Status>
          </Row>
          <Row>
            Glucose <Status tone="amber">Ngoài khoảng</Status> <Status tone="red">Từ chối</Status>
            <Status tone="grey">Chưa làm</Status>
          </Row>
        </Stack>
      </Panel>
      <Panel title="Tạm tính">
        <Facts
          of={[
            { label: 'Khám bệnh', value: <Money of="36500.00" /> },
            {
              label: 'BHYT trả',
              value: (
                <>
                  <Money of="1250000" />{' '}
                  <Why
                    rule="80% phần trong phạm vi."
                    numbers={[{ label: 'Tổng', value: <Money of="1562500" /> }]}
                  />
                </>
              ),
            },
            { label: 'Người bệnh trả', value: <Money of="312500.00" strong /> },
          ]}
        />
      </Panel>
      <Row>
        Phím <Key of="F9" /> <Key of="Ctrl+P" />
      </Row>
    </Stack>
  )
}
