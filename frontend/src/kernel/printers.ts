/** At which printer of this workstation the last form comes out, as the server said. */
let last = ''

export function notePrinter(answer: Response) {
  if (answer.headers.get('Content-Type') === 'application/pdf') {
    last = decodeURIComponent(answer.headers.get('X-Printer') ?? '')
  }
}

export const lastPrinter = () => last
