import { inBoth } from './inBoth'

/** How the circular is read where it contradicts itself. */
export const readings = inBoth({
  vi: {
    readingsTitle: 'Văn bản mâu thuẫn: chúng tôi đọc thế nào',
    readingsNote:
      'Mỗi chỗ mâu thuẫn có một công tắc với cách đọc mặc định. Đổi ở Quản trị, Tham số; mọi con số tính lại ngay.',
    chosen: 'Đang chọn',
    default: 'mặc định',
    notDefault: 'khác mặc định',
    doubts: 'Chỗ chưa rõ trong văn bản',
    where: 'Ở đâu',
    theText: 'Văn bản',
    resolution: 'Cách hiểu',
    product: 'Phần mềm làm thế nào',
    confidence: 'Độ chắc: {text}',
  },
  en: {
    readingsTitle: 'Where the text contradicts itself: how we read it',
    readingsNote:
      'Each contradiction has a switch with a default reading. Change it in Administration, Parameters; every figure follows at once.',
    chosen: 'Chosen',
    default: 'default',
    notDefault: 'not the default',
    doubts: 'What is unclear in the text',
    where: 'Where',
    theText: 'The text',
    resolution: 'How it is read',
    product: 'What the software does',
    confidence: 'Confidence: {text}',
  },
})
