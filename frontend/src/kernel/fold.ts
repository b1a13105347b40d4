/** `Nguyễn Đức` and `nguyen duc` are the same to someone who searches. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .toLowerCase()
    .trim()
}

/** Every typed word begins a word of the text. */
export function matches(text: string, typed: string): boolean {
  const words = fold(text).split(/[^a-z0-9.]+/)
  return fold(typed)
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)))
}
