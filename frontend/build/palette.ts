/*
 * The look of the product as Cloudscape tokens: warm neutrals and one pine-green accent. Every colour of a
 * component follows from these two palettes, in light and dark mode alike.
 */
const primary = {
  50: '#effaf7',
  100: '#d3f2ea',
  200: '#b0e6da',
  300: '#86d6c6',
  400: '#5cc4b2',
  500: '#1f9d8b',
  600: '#0f766e',
  700: '#0b5a55',
  800: '#0a4743',
  900: '#073531',
  950: '#052825',
  1000: '#03140f',
};

export const theme = {
  referenceTokens: {
    color: {
      primary,
      info: primary,
      neutral: {
        50: '#fdfcfb',
        100: '#faf8f5',
        150: '#f7f4f0',
        200: '#f3efea',
        250: '#ebe6df',
        300: '#ded8cf',
        350: '#c9c1b6',
        400: '#b5aca0',
        450: '#a49a8d',
        500: '#8c8275',
        550: '#746b60',
        600: '#665e54',
        650: '#4a433b',
        700: '#3a342e',
        750: '#2e2925',
        800: '#26221e',
        850: '#1f1c19',
        900: '#171412',
        950: '#14110f',
        1000: '#090807',
      },
    },
  },
  tokens: {
    fontFamilyBase:
      "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif",
    fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
    colorBorderDividerDefault: { light: '{colorNeutral300}', dark: '{colorNeutral700}' },
    colorBorderDividerSecondary: { light: '{colorNeutral250}', dark: '{colorNeutral750}' },
    colorBorderActionCardDefault: { light: '{colorNeutral300}', dark: '{colorNeutral700}' },
    colorBackgroundLayoutMain: { light: '{colorNeutral100}', dark: '{colorNeutral900}' },
    borderRadiusContainer: '12px',
    borderRadiusActionCardDefault: '12px',
    borderRadiusButton: '8px',
    borderRadiusAlert: '12px',
    borderWidthAlert: '1px',
    borderWidthButton: '1px',
  },
};

/** The names under which our own style sheets use Cloudscape's tokens, whose own names carry a hash. */
export const aliases = {
  '--page': 'colorBackgroundLayoutMain',
  '--surface': 'colorBackgroundContainerContent',
  '--ink': 'colorTextBodyDefault',
  '--ink-heading': 'colorTextHeadingDefault',
  '--ink-soft': 'colorTextBodySecondary',
  '--line': 'colorBorderDividerSecondary',
  '--accent': 'colorTextAccent',
  '--focus': 'colorBorderItemFocused',
  '--font': 'fontFamilyBase',
  '--font-mono': 'fontFamilyMonospace',
} as const;
