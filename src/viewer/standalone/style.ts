/** @file The look of a result that is one file. */

export const STYLE = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
* { box-sizing: border-box; }
html, body { margin: 0; height: 100%; overflow: hidden; }
body { color: #23262d; background: #f7f6f3; --panel: #fffffff0; --line: #0000001f; }
body.dark { color: #e9ecf1; background: #15181d; --panel: #20242bf0; --line: #ffffff24; }
canvas.view { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; }
:focus-visible { outline: 2px solid #3b82f6; outline-offset: 2px; }
canvas.view:focus-visible { outline-offset: -2px; }
.panel { position: absolute; top: 12px; left: 12px; width: 264px; max-height: calc(100% - 24px); overflow: auto;
  background: var(--panel); border: 1px solid var(--line); border-radius: 12px; backdrop-filter: blur(8px); }
.panel > summary { padding: 10px 14px; font-weight: 600; cursor: pointer; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
.panel > div { padding: 2px 14px 12px; display: grid; gap: 10px; }
.modes { display: grid; grid-template-columns: 1fr 1fr; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 7px 6px; cursor: pointer; }
button[aria-pressed="true"] { background: #3b82f6; color: #fff; }
.ticks { display: grid; grid-template-columns: 1fr 1fr; gap: 2px 8px; }
label { display: flex; align-items: center; gap: 7px; min-height: 26px; }
input[type="range"] { flex: 1; min-width: 0; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 2px; }
li { display: flex; align-items: center; gap: 4px; border-radius: 7px; }
li button { flex: 1; text-align: left; padding: 4px 6px; display: flex; gap: 8px; align-items: center; border-radius: 7px; }
li button[aria-pressed="true"] { background: #3b82f626; color: inherit; }
.swatch { width: 12px; height: 12px; border-radius: 50%; flex: none; }
small { opacity: 0.7; margin-left: auto; font-variant-numeric: tabular-nums; }
.plan { width: 100%; height: 250px; border-radius: 8px; border: 1px solid var(--line); }
p { margin: 0; font-size: 12px; opacity: 0.75; }
@media (max-width: 560px) {
  .panel { top: auto; bottom: 8px; left: 8px; width: calc(100% - 16px); max-height: 56%; }
}`;
