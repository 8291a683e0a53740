/// The style of the page: light and dark, and a card for each target where the page is narrow.
enum PageStyle {
  /// Of `text`, as a Content-Security-Policy names it. A test compares them.
  static let digest = "sha256-dgXPEZ59xnf6oFZQ+ia0raclZ+8kklw88t06roHKnS8="

  static let text = """

    :root{--paper:#fff;--ink:#1f2328;--faint:#59636e;--line:#d1d9e0;--panel:#f6f8fa;--link:#0969da;--good:#1a7f37;--bad:#c5232c;--open:#8a5a00;--bar:#2f7fd6}
    @media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--faint:#9198a1;--line:#3d444d;--panel:#161b22;--link:#58a6ff;--good:#3fb950;--bad:#ff7b72;--open:#d29922;--bar:#4493f8}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
    main{max-width:72rem;margin:0 auto;padding:1.25rem 1rem 3rem}
    h1{font-size:1.45rem;line-height:1.3;margin:.25rem 0 1rem}
    h2{font-size:1.1rem;margin:2rem 0 .75rem}
    a{color:var(--link)}
    small,.time{color:var(--faint)}
    .rehearsal{margin:0 0 1rem;padding:.5rem .75rem;border:1px solid var(--open);border-radius:6px;color:var(--open);font-weight:600}
    table{width:100%;border-collapse:collapse}
    th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
    th{color:var(--faint);font-weight:600;font-size:.85rem}
    td:first-child{min-width:9rem}
    .status{font-weight:600;white-space:nowrap}
    .run{white-space:nowrap}
    .good .status{color:var(--good)}
    .bad .status{color:var(--bad)}
    .open .status{color:var(--open)}
    article{margin:0 0 .75rem;padding:.5rem .75rem;background:var(--panel);border-left:4px solid var(--line);border-radius:0 6px 6px 0}
    article.bad{border-left-color:var(--bad)}
    article.open{border-left-color:var(--open)}
    article p{margin:0}
    article ul{margin:.25rem 0 0;padding-left:1.25rem;color:var(--faint)}
    code,pre{font-family:ui-monospace,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;font-size:.87em}
    figure{margin:0 0 1.5rem}
    figcaption{font-weight:600;margin-bottom:.25rem}
    svg{display:block;overflow:hidden;font-size:13px}
    svg text{fill:var(--ink)}
    svg .time{fill:var(--faint)}
    .track{fill:var(--panel)}
    .bar{fill:var(--bar)}
    .bar.bad{fill:var(--bad)}
    details{margin:0 0 .75rem;border:1px solid var(--line);border-radius:6px}
    summary{padding:.5rem .75rem;cursor:pointer;font-weight:600}
    pre{margin:0;padding:.75rem;background:var(--panel);border-top:1px solid var(--line);white-space:pre-wrap;max-height:32rem;overflow-y:auto}
    details p{margin:0;padding:.5rem .75rem;color:var(--faint)}
    @media (max-width:48rem){table,tbody,tr,td{display:block}thead{display:none}tr{margin:0 0 1rem;padding:.5rem .75rem;border:1px solid var(--line);border-radius:6px}td{display:flex;gap:.75rem;border:0;padding:.15rem 0}td::before{content:attr(data-label);flex:0 0 4.5rem;color:var(--faint)}td>div{min-width:0}}

    """
}
