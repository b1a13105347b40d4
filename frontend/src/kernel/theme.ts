import {
  Button,
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  Input,
  type MantineColorsTuple,
  mergeMantineTheme,
} from '@mantine/core'

/** Readable on white from shade 6 on (4.5:1), and white on it from shade 7 (5.5:1). */
const teal: MantineColorsTuple = [
  '#e6f6f5',
  '#cdeae8',
  '#9ad5d1',
  '#64bfb9',
  '#3aaca4',
  '#1f9f97',
  '#0b857d',
  '#0a756e',
  '#06635d',
  '#04504b',
]

/** A little blue in the greys of the dark, as in those of the light. */
const dark: MantineColorsTuple = [
  '#e3e7ea',
  '#c3cad1',
  '#a4adb6',
  '#7d8791',
  '#434c54',
  '#333b42',
  '#262c31',
  '#1d2125',
  '#181c1f',
  '#131619',
]

const family = "'Be Vietnam Pro', system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"

export const theme = createTheme({
  colors: { teal, dark },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  fontFamily: family,
  headings: { fontFamily: family, fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '3px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
  defaultRadius: 'sm',
  shadows: Object.fromEntries(
    ['xs', 'sm', 'md', 'lg', 'xl'].map((size) => [
      size,
      '0 1px 2px rgb(0 0 0 / 8%), 0 4px 16px rgb(0 0 0 / 12%)',
    ]),
  ),
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      vars: (_, { variant }) => ({
        root: {
          '--button-height': '2rem',
          '--button-fz': '0.875rem',
          '--button-padding-x': '0.75rem',
          // Mantine's own is too dark for the words on it.
          ...(variant === 'subtle' ? { '--button-hover': 'var(--hover)' } : {}),
        },
      }),
    }),
    Input: Input.extend({
      vars: () => ({
        wrapper: { '--input-height': '2rem', '--input-fz': '0.875rem' },
      }),
    }),
    Popover: { defaultProps: { transitionProps: { duration: 80 } } },
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
    Drawer: { defaultProps: { lockScroll: false, transitionProps: { duration: 120 } } },
  },
})

/** The theme's variables as a style sheet of our own: the strict CSP forbids `<style>`. */
export function wearTheme() {
  const whole = mergeMantineTheme(DEFAULT_THEME, theme)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    `@layer mantine { ${convertCssVariables(defaultCssVariablesResolver(whole), ':root')} }`,
  )
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
