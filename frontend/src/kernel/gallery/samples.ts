import { matches } from '../fold'
import type { Asked, Tone } from '../ui'

export type Sample = {
  id: string
  ticket: string
  name: string
  age: string
  reason: string
  since: string
  state: string
  tone: Tone
}

const NAMES = [
  'Nguyễn Thị Thanh Hương',
  'Trần Quốc Bảo',
  'Lê Hoàng Phương Uyên',
  'Phạm Văn Đức',
  'Huỳnh Ngọc Ánh Tuyết',
  'Đặng Minh Khôi',
  'Vũ Thị Kim Ngân',
  'Bùi Đình Trọng Nghĩa',
]
const STATES: [string, string, Tone][] = [
  ['waiting', 'Chờ khám', 'grey'],
  ['called', 'Đã gọi', 'blue'],
  ['done', 'Xong', 'green'],
]

export async function loadTickets(asked: Asked) {
  const rows = NAMES.map((name, index) => {
    const [code = '', state = '', tone = 'grey'] = STATES[index % 3] ?? []
    return {
      id: String(index),
      ticket: String(index + 1).padStart(2, '0'),
      name,
      age: index % 2 ? 'nam 34t' : 'nữ 7 th',
      reason: index % 3 ? 'Khám nội tổng quát' : 'Tái khám tăng huyết áp',
      since: new Date(Date.now() - index * 11 * 60_000).toISOString(),
      state,
      code,
      tone: tone as Tone,
    }
  })
  const q = String(asked.q ?? '')
  const items = rows.filter((r) => (!asked.state || r.code === asked.state) && matches(r.name, q))
  return { items, next: items.length > 5 ? 'more' : null }
}

const ICD = [
  { code: 'I10', name: 'Tăng huyết áp vô căn (nguyên phát)' },
  { code: 'E11', name: 'Đái tháo đường không phụ thuộc insuline' },
  { code: 'J06.9', name: 'Nhiễm trùng đường hô hấp trên cấp, không phân loại' },
  { code: 'K29.7', name: 'Viêm dạ dày, không đặc hiệu' },
]

export async function searchIcd(text: string) {
  return ICD.filter(({ code, name }) => matches(`${code} ${name}`, text))
}
