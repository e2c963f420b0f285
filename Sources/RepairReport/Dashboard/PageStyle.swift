/// How a page looks, and the policy that lets it look so and do nothing else.
enum PageStyle {
  /// The page's content security policy: its own style sheet, by its SHA-256, and nothing else.
  static let policy =
    "default-src 'none'; style-src 'sha256-LnReswW3k+3+rbwc551k2iIQqEqUrARuSJF5SZsZBWI='; "
    + "img-src data:; base-uri 'none'; form-action 'none'"

  /// The class of a meaning, behind a blank.
  static func name(_ meaning: Ansi.Meaning?) -> String {
    switch meaning {
    case .good: " good"
    case .attention: " attention"
    case .bad: " bad"
    case .quiet: " quiet"
    case .heading, nil: ""
    }
  }

  /// The style sheet.
  ///
  /// Whoever changes it changes the policy's hash too; a test says which it is.
  static let sheet = """
    :root{--back:#fff;--card:#f6f7f9;--text:#1b1f24;--quiet:#57606a;--line:#d5d9de;--link:#0b57d0;\
    --good:#1a6e33;--attention:#7a4a00;--bad:#b3261e;--bar:#3b6fb6;--out:#8a5cb8}
    @media screen and (prefers-color-scheme:dark){:root{--back:#14171a;--card:#1d2125;--text:#e6e8ea;\
    --quiet:#a8b1ba;--line:#3a4148;--link:#8ab4f8;--good:#7ee2a0;--attention:#f2b45a;--bad:#ff8f85;\
    --bar:#6ea0e8;--out:#c39af0}}
    *{box-sizing:border-box}
    html{background:var(--back);color:var(--text);-webkit-text-size-adjust:100%}
    body{max-width:76rem;margin:0 auto;padding:1rem 1.25rem 4rem;font:1rem/1.5 system-ui,\
    "Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
    h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 .25rem}
    h2{font-size:1.125rem;line-height:1.3;margin:0 0 .35rem}
    p{margin:0 0 .6rem}
    a{color:var(--link);text-underline-offset:.15em}
    a:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .skip{position:absolute;left:-99rem}
    .skip:focus{position:static}
    .quiet{color:var(--quiet)}
    p.quiet{font-size:.9rem;max-width:46rem}
    .good{color:var(--good)}
    .attention{color:var(--attention)}
    .bad{color:var(--bad)}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:.5rem 0 1rem;padding:0;\
    font-size:.9rem}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;\
    list-style:none;margin:0 0 1.25rem;padding:0}
    .tile{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}
    .tile b{display:block;font-size:1.9rem;line-height:1.15;font-weight:600;\
    font-variant-numeric:tabular-nums}
    .tile span{font-size:.9rem}
    .tile a{color:inherit;display:block}
    .measures .tile{background:none}
    .measures b{font-size:1.35rem}
    .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1.25rem;\
    grid-auto-flow:dense;align-items:start}
    section{min-width:0;padding-top:.75rem;border-top:2px solid var(--line)}
    .wide{grid-column:1/-1}
    .list{margin-top:1.5rem}
    .scroll{overflow-x:auto}
    .tall{max-height:22rem;overflow-y:auto}
    caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
    thead th{color:var(--quiet);font-weight:500;vertical-align:bottom}
    tbody th{font-weight:400;overflow-wrap:anywhere;min-width:6rem}
    td{overflow-wrap:break-word;min-width:2.5rem}
    .w{white-space:nowrap}
    .list td:last-child{min-width:12rem;overflow-wrap:anywhere}
    .list td{min-width:4rem}
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    td.bar{width:30%;min-width:5rem;padding-left:.4rem;vertical-align:middle}
    thead .bar{color:var(--quiet);vertical-align:bottom}
    .b{display:block;width:100%;height:.6rem;fill:var(--bar)}
    .chart{display:block;width:100%;max-width:60rem;height:auto;margin:.25rem 0 .75rem;font-size:11px}
    .chart text{fill:var(--quiet)}
    .chart .e{text-anchor:end}
    .in{fill:var(--bar)}
    .out{fill:var(--out)}
    rect.open{fill:var(--text)}
    polyline.open{fill:none;stroke:var(--text);stroke-width:2;stroke-linejoin:round}
    .chart .grid{display:inline;stroke:var(--line);stroke-width:1;fill:none}
    @media (max-width:40rem){body{padding:.75rem .75rem 3rem}td.bar{display:none}\
    .chart{font-size:18px}.list thead{display:none}\
    .list tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--line)}\
    .list th,.list td{display:inline;border:0;padding:0 .6rem 0 0}.list .w{white-space:normal}\
    .list td:last-child{display:block}.list th{font-weight:600}\
    .list [data-label]::before{content:attr(data-label) " ";color:var(--quiet)}\
    .tiles{grid-template-columns:repeat(2,1fr)}}
    @page{size:A4;margin:14mm}
    @media print{body{max-width:none;padding:0;font-size:9.5pt}nav,.skip,.up{display:none}\
    .scroll{overflow:visible;max-height:none}.grid{display:block}\
    section{margin-bottom:6mm;break-inside:avoid}.list,.long{break-inside:auto}\
    h2,p.quiet,thead{break-after:avoid}tr,.chart,.tiles{break-inside:avoid}\
    tbody tr:nth-child(-n+3){break-before:avoid}\
    .tiles{grid-template-columns:repeat(6,1fr)}.measures{grid-template-columns:repeat(4,1fr)}\
    table{font-size:8.5pt}th,td{padding-right:2mm}.list table{font-size:8pt}\
    td,tbody th,.list td{min-width:0}.list td:last-child{min-width:40mm}\
    a{color:inherit;text-decoration:none}}
    """
}
