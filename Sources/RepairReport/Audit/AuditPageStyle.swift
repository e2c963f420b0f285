/// How an audit report's page looks, and the policy that lets it look so and do nothing else.
enum AuditPageStyle {
  /// The page's content security policy: its own style sheet, by its SHA-256, and nothing else.
  static let policy =
    "default-src 'none'; style-src 'sha256-XDGXVeFStoeeVbMFc6HGLT2PBV2d1N8opWCwAAZ/2ao='; "
    + "img-src data:; base-uri 'none'; form-action 'none'"

  /// The style sheet.
  ///
  /// Whoever changes it changes the policy's hash too; a test says which it is.
  static let sheet = """
    :root{--back:#fff;--card:#f6f7f9;--text:#1b1f24;--quiet:#57606a;--line:#d5d9de;\
    --good:#1a6e33;--attention:#7a4a00;--bad:#b3261e}
    @media screen and (prefers-color-scheme:dark){:root{--back:#14171a;--card:#1d2125;--text:#e6e8ea;\
    --quiet:#a8b1ba;--line:#3a4148;--good:#7ee2a0;--attention:#f2b45a;--bad:#ff8f85}}
    *{box-sizing:border-box}
    html{background:var(--back);color:var(--text);-webkit-text-size-adjust:100%}
    body{max-width:76rem;margin:0 auto;padding:1rem 1.25rem 4rem;font:1rem/1.5 system-ui,\
    "Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
    h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem;overflow-wrap:anywhere}
    h2{font-size:1.125rem;line-height:1.3;margin:0 0 .35rem;overflow-wrap:anywhere}
    section{margin:0 0 1.5rem;padding-top:.75rem;border-top:2px solid var(--line)}
    p{margin:0 0 .6rem;max-width:46rem}
    ul{margin:0;padding:0 0 0 1.1rem;max-width:50rem}
    .quiet,.label,dt{color:var(--quiet)}
    .good{color:var(--good)}
    .attention{color:var(--attention)}
    mark{background:none;color:var(--bad);border:1px solid;border-radius:.25rem;padding:0 .25rem;\
    font-size:.8em;white-space:nowrap}
    code,pre{font-family:ui-monospace,"Noto Sans Mono",monospace;font-size:.85em}
    pre{background:var(--card);border:1px solid var(--line);border-radius:.35rem;padding:.6rem .8rem;\
    white-space:pre-wrap;overflow-wrap:anywhere}
    pre[hidden]{display:none}
    dl{margin:0}
    dd{margin:0;overflow-wrap:anywhere}
    dl.table{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem}
    td dl div{display:inline-block;margin:0 .9rem .1rem 0;max-width:100%}
    td dt,td dd{display:inline}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;\
    border-bottom:1px solid var(--line)}
    thead th{color:var(--quiet);font-weight:500;white-space:nowrap}
    tbody th{font-weight:600;font-variant-numeric:tabular-nums}
    tbody th .name{font-weight:400;overflow-wrap:anywhere}
    .time{white-space:nowrap;font-variant-numeric:tabular-nums}
    .label{font-size:.85em}
    .by{overflow-wrap:anywhere}
    td code{color:var(--quiet)}
    .place{white-space:nowrap;font-variant-numeric:tabular-nums;padding-right:0}
    @media (max-width:46rem){body{padding:.75rem .75rem 3rem}.events thead{display:none}\
    .events tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}\
    .events th,.events td{display:block;border:0;padding:0 0 .2rem}\
    .place br{display:none}}
    @page{size:A4;margin:14mm}
    @media print{body{max-width:none;padding:0;font-size:9.5pt}section{margin-bottom:5mm}\
    h2,thead{break-after:avoid}tr,li,dl.table{break-inside:avoid}table{font-size:8pt}\
    th,td{padding-right:2.5mm}}
    """
}
