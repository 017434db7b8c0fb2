/** The style of an exported page, light and dark. */
export const exportStyle = `
:root { color-scheme: light dark; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; }
h2 { font-size: .85rem; margin: 0 0 .5rem; opacity: .75; }
time { font-weight: normal; margin-left: .5rem; }
dl { display: grid; grid-template-columns: max-content auto; gap: 0 1rem; font-size: .85rem; }
dt { opacity: .7; }
dd { margin: 0; overflow-wrap: anywhere; }
section { margin: 1rem 0; padding: .75rem 1rem; border-left: 3px solid #8888; overflow-wrap: anywhere; }
section.user { border-color: #2f6fde; background: #2f6fde18; }
section.assistant { border-color: #2c9c5a; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .5rem; font: 13px/1.4 ui-monospace, monospace; }
code { font: .9em ui-monospace, monospace; }
summary { cursor: pointer; font: 13px ui-monospace, monospace; white-space: pre-wrap; }
table { border-collapse: collapse; }
td, th { border: 1px solid #8886; padding: .2rem .5rem; }
img { max-width: 100%; }
.note { font-size: .85rem; opacity: .7; }
.failure { color: #c62828; }
`;
